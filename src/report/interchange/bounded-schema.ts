import type { JsonRecord } from '../json-record.ts';
import { object } from '../schema-parts.ts';

/** Parts of a schema for what is not trusted: everything has a bound, and nothing is there that nobody knows. */

/** A schema for every member of a type, optional ones too: a member that is added to the type does not compile without. */
export type Members<T> = { readonly [K in keyof Required<T>]: JsonRecord };

/** A finite number. JSON's 1e999, which is read as infinite, is beyond every bound. */
export const within = (minimum: number, maximum: number): JsonRecord => ({
  type: 'number',
  minimum,
  maximum,
});

export const whole = (minimum: number, maximum: number): JsonRecord => ({
  type: 'integer',
  minimum,
  maximum,
});

/** A number that may be unknown: infinite or none, as `studyJson` writes it. */
export const orSpecial = (
  number: JsonRecord,
  ...specials: readonly ('Infinity' | '-Infinity' | 'NaN')[]
): JsonRecord => ({ anyOf: [number, closed({ $number: { enum: specials } })] });

/** Any text, also of a model or a runtime: never printed as it is. */
export const anyText = (maxLength = 65_536): JsonRecord => ({ type: 'string', maxLength });

/** Text without a character that a terminal obeys. */
export const plainText = (maxLength: number): JsonRecord => ({
  type: 'string',
  maxLength,
  pattern: '^[^\\p{Cc}]*$',
});

export const word = (pattern: string, maxLength = 64): JsonRecord => ({
  type: 'string',
  maxLength,
  pattern: `^${pattern}$`,
});

export const list = (items: JsonRecord, maxItems: number): JsonRecord => ({
  type: 'array',
  items,
  maxItems,
});

/** An object with these members and no others. */
export function closed(properties: JsonRecord, optional: readonly string[] = []): JsonRecord {
  return { ...object(properties, { optional }), additionalProperties: false };
}

/** An object with members of any sensible name, all alike. */
export const dictionary = (member: JsonRecord, maxProperties: number): JsonRecord => ({
  type: 'object',
  additionalProperties: member,
  propertyNames: word('(?!constructor$|prototype$)[A-Za-z0-9][A-Za-z0-9 _.<>/+%-]*', 100),
  maxProperties,
});
