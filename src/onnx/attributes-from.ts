import type { Attribute, AttributeValue, Graph, Tensor } from './model-graph.ts';
import { encodeUtf8 } from './utf8.ts';

/** An attribute as one writes it: whole numbers are integers (fractions need `float` or `floats`), text is a string. */
export type PlainAttribute =
  | number
  | bigint
  | string
  | readonly number[]
  | readonly bigint[]
  | readonly string[]
  | Graph
  | Tensor
  | AttributeValue;

export type PlainAttributes = Readonly<Record<string, PlainAttribute>>;

/** A float attribute; a plain number would be an integer. */
export function float(value: number): AttributeValue {
  return { kind: 'float', value };
}

/** A list of floats; plain numbers would be integers. */
export function floats(value: readonly number[]): AttributeValue {
  return { kind: 'floats', value };
}

/** Attributes in the order written. Throws a RangeError for a fraction given as a plain number. */
export function attributesFrom(plain: PlainAttributes): readonly Attribute[] {
  return Object.entries(plain).map(([name, value]) => ({ name, value: attributeValue(value) }));
}

function attributeValue(plain: PlainAttribute): AttributeValue {
  if (typeof plain === 'number' || typeof plain === 'bigint') {
    return { kind: 'int', value: BigInt(plain) };
  }
  if (typeof plain === 'string') return { kind: 'string', value: encodeUtf8(plain) };
  if (isList(plain)) return listValue(plain);
  if ('kind' in plain) return plain;
  return 'nodes' in plain ? { kind: 'graph', value: plain } : { kind: 'tensor', value: plain };
}

type PlainList = readonly number[] | readonly bigint[] | readonly string[];

function isList(plain: PlainAttribute): plain is PlainList {
  return Array.isArray(plain);
}

function listValue(list: PlainList): AttributeValue {
  if (typeof list[0] === 'string') {
    return { kind: 'strings', value: (list as readonly string[]).map(encodeUtf8) };
  }
  return { kind: 'ints', value: (list as readonly number[]).map(BigInt) };
}
