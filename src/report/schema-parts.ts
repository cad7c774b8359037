import type { JsonRecord } from './json-record.ts';

const described = (schema: JsonRecord, description: string | undefined): JsonRecord =>
  description === undefined ? schema : { ...schema, description };

export const string = (description?: string): JsonRecord =>
  described({ type: 'string' }, description);

export const number = (description?: string): JsonRecord =>
  described({ type: 'number' }, description);

export const boolean = (description?: string): JsonRecord =>
  described({ type: 'boolean' }, description);

export const integer = (minimum: number, description?: string): JsonRecord =>
  described({ type: 'integer', minimum }, description);

/** A number from 0 to 1. */
export const share = (description?: string): JsonRecord =>
  described({ type: 'number', minimum: 0, maximum: 1 }, description);

export const oneOf = (...values: readonly string[]): JsonRecord => ({ enum: values });

export const array = (items: JsonRecord): JsonRecord => ({ type: 'array', items });

export const nullable = (schema: JsonRecord): JsonRecord => ({ anyOf: [schema, { type: 'null' }] });

/** An object whose properties are all required, but for the `optional` ones, or exactly the `required` ones where given. */
export function object(
  properties: JsonRecord,
  {
    optional = [],
    required,
  }: { readonly optional?: readonly string[]; readonly required?: readonly string[] } = {},
): JsonRecord {
  return {
    type: 'object',
    properties,
    required: required ?? Object.keys(properties).filter((name) => !optional.includes(name)),
  };
}
