import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';

type Message = Record<string, unknown>;

interface Tokens {
  /** The next token without taking it; undefined at the end. */
  peek(): string | undefined;
  take(): string;
  /** Takes the next token if it is this one. */
  eat(token: string): boolean;
}

const TOKEN =
  /\s+|#[^\n]*|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[A-Za-z_][A-Za-z0-9_]*|-?\d+(?:\.\d+)?|[{}[\]:,;<>])/y;

function tokensOf(text: string): Tokens {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null)
      throw new SyntaxError(`no token at ${JSON.stringify(text.slice(at, at + 30))}`);
    if (match[1] !== undefined) tokens.push(match[1]);
  }
  let next = 0;
  return {
    peek: () => tokens[next],
    take: () => {
      const token = tokens[next++];
      if (token === undefined) throw new SyntaxError('the text ends too early');
      return token;
    },
    eat: (token) => tokens[next] === token && next++ >= 0,
  };
}

/**
 * Reads text of protocol buffers' text format (https://protobuf.dev/reference/protobuf/textformat-spec/) as a message of a
 * .proto file, strictly: unknown fields and enum values, values of the wrong type or out of range and single fields given
 * twice are errors. Of the format it knows what the files here use: no extensions, no floats beyond decimals.
 */
export function parseProtobufText(text: string, protoFile: URL, messageName: string): Message {
  const { root } = protobuf.parse(readFileSync(protoFile, 'utf8'), { keepCase: true });
  root.resolveAll();
  const tokens = tokensOf(text);
  const message = readFields(tokens, root.lookupType(messageName), undefined);
  return message;
}

function readFields(tokens: Tokens, type: protobuf.Type, end: string | undefined): Message {
  const message: Message = {};
  while (tokens.peek() !== end) {
    const name = tokens.take();
    const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
    if (field === undefined) throw new SyntaxError(`${type.name} has no field ${name}`);
    readField(tokens, field, message);
    if (!tokens.eat(',')) tokens.eat(';');
  }
  if (end !== undefined) tokens.take();
  return message;
}

function readField(tokens: Tokens, field: protobuf.Field, message: Message): void {
  const hasColon = tokens.eat(':');
  const isMessage = field.map || field.resolvedType instanceof protobuf.Type;
  if (!hasColon && !isMessage) throw new SyntaxError(`${field.name} needs a colon`);
  const isMany = field.repeated || field.map;
  if (tokens.peek() === '[' && !isMany) throw new SyntaxError(`${field.name} is no list`);
  const values = tokens.eat('[') ? readList(tokens, field) : [readValue(tokens, field)];
  if (field.map) {
    const entries = values as { key: string; value: unknown }[];
    const read = Object.fromEntries(entries.map(({ key, value }) => [key, value]));
    message[field.name] = { ...(message[field.name] ?? {}), ...read };
  } else if (field.repeated) {
    message[field.name] = [...((message[field.name] ?? []) as unknown[]), ...values];
  } else {
    if (field.name in message) throw new SyntaxError(`${field.name} is given twice`);
    message[field.name] = values[0];
  }
}

function readList(tokens: Tokens, field: protobuf.Field): unknown[] {
  const values: unknown[] = [];
  while (!tokens.eat(']')) {
    values.push(readValue(tokens, field));
    if (tokens.peek() !== ']' && !tokens.eat(',')) throw new SyntaxError('a comma is missing');
  }
  return values;
}

function readValue(tokens: Tokens, field: protobuf.Field): unknown {
  if (field instanceof protobuf.MapField) return readEntry(tokens, field);
  const { resolvedType } = field;
  if (resolvedType instanceof protobuf.Type) {
    const open = tokens.take();
    if (open !== '{' && open !== '<') throw new SyntaxError(`${field.name} needs a block`);
    return readFields(tokens, resolvedType, open === '{' ? '}' : '>');
  }
  const token = tokens.take();
  if (resolvedType instanceof protobuf.Enum) {
    if (Object.hasOwn(resolvedType.values, token)) return token;
    throw new SyntaxError(`${resolvedType.name} has no value ${token}`);
  }
  return scalarOf(token, field);
}

function readEntry(tokens: Tokens, field: protobuf.MapField): { key: string; value: unknown } {
  if (tokens.take() !== '{') throw new SyntaxError(`${field.name} needs a block`);
  const valueField = new protobuf.Field('value', 2, field.type);
  valueField.resolvedType = field.resolvedType;
  let key: string | undefined;
  let value: unknown;
  while (!tokens.eat('}')) {
    const name = tokens.take();
    const hasColon = tokens.eat(':');
    if (name === 'key' && hasColon) key = stringOf(tokens.take());
    else if (name === 'value') value = readValue(tokens, valueField);
    else throw new SyntaxError(`an entry of ${field.name} has no ${name}`);
    tokens.eat(',');
  }
  if (key === undefined || value === undefined) throw new SyntaxError('an entry lacks a part');
  return { key, value };
}

const RANGE: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

function scalarOf(token: string, field: protobuf.Field): unknown {
  if (field.type === 'string') return stringOf(token);
  if (field.type === 'bool') {
    if (token === 'true' || token === 'false') return token === 'true';
    throw new SyntaxError(`${field.name} is true or false, not ${token}`);
  }
  const [low, high] = RANGE[field.type] ?? [1n, 0n];
  const value = /^-?\d+$/.test(token) ? BigInt(token) : null;
  if (value === null || value < low || value > high)
    throw new SyntaxError(`${field.name} is no ${field.type}: ${token}`);
  return Number(value);
}

const ESCAPES: Readonly<Record<string, number>> = {
  n: 10,
  r: 13,
  t: 9,
  a: 7,
  b: 8,
  f: 12,
  v: 11,
  '"': 34,
  "'": 39,
  '\\': 92,
  '?': 63,
};

/** A quoted string: its escapes are bytes of UTF-8. */
function stringOf(token: string): string {
  if (!/^["']/.test(token)) throw new SyntaxError(`a string has quotes: ${token}`);
  const bytes: number[] = [];
  for (const [part, octal, letter] of token
    .slice(1, -1)
    .matchAll(/\\([0-7]{1,3})|\\(.)|[^\\]/gsu)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (letter === undefined) bytes.push(...Buffer.from(part));
    else {
      const byte = ESCAPES[letter];
      if (byte === undefined) throw new SyntaxError(`there is no escape \\${letter}`);
      bytes.push(byte);
    }
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
}
