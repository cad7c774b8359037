import type { JsonRecord } from '../json-record.ts';

/** Where a document is not what its schema says. */
export interface SchemaProblem {
  /** `trials[3].throughput_ips.value`; empty for the document itself. */
  readonly path: string;
  /** `should be a number, is text`. */
  readonly text: string;
}

const KIND_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

/**
 * The first place where parsed JSON does not fit the schema, or null. Knows the keywords that the schemas here use: type,
 * enum, const, minimum, maximum, maxLength, pattern, properties, required, additionalProperties, propertyNames,
 * maxProperties, items, maxItems, anyOf, and $ref into `definitions`.
 */
export function schemaProblem(value: unknown, schema: JsonRecord): SchemaProblem | null {
  const definitions = recordOf(schema['definitions']);
  return problem(value, schema, { path: '', definitions });
}

interface Place {
  readonly path: string;
  readonly definitions: JsonRecord;
}

function problem(value: unknown, schema: JsonRecord, place: Place): SchemaProblem | null {
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    const name = reference.replace('#/definitions/', '');
    return problem(value, recordOf(place.definitions[name]), place);
  }
  if (Array.isArray(schema['anyOf'])) return anyProblem(value, schema['anyOf'], place);
  return (
    kindProblem(value, schema, place) ??
    choiceProblem(value, schema, place) ??
    rangeProblem(value, schema, place) ??
    textProblem(value, schema, place) ??
    sizeProblem(value, schema, place) ??
    memberProblem(value, schema, place) ??
    itemProblem(value, schema, place)
  );
}

/** Of several alternatives the one of the value's own kind says best what is wrong. */
function anyProblem(
  value: unknown,
  alternatives: readonly JsonRecord[],
  place: Place,
): SchemaProblem | null {
  const problems = alternatives.map((alternative) => problem(value, alternative, place));
  if (problems.includes(null)) return null;
  return problems.find((p) => p !== null && p.path !== place.path) ?? problems[0] ?? null;
}

function kindProblem(value: unknown, schema: JsonRecord, place: Place): SchemaProblem | null {
  const { type } = schema;
  if (type === undefined) return null;
  const kinds = (Array.isArray(type) ? type : [type]) as readonly string[];
  if (kinds.some((kind) => isKind(value, kind))) return null;
  const wanted = kinds.map((kind) => KIND_NAMES[kind] ?? kind).join(' or ');
  return { path: place.path, text: `should be ${wanted}, is ${kindName(value)}` };
}

function choiceProblem(value: unknown, schema: JsonRecord, place: Place): SchemaProblem | null {
  const choices = 'const' in schema ? [schema['const']] : schema['enum'];
  if (!Array.isArray(choices) || choices.includes(value)) return null;
  const wanted = choices.map((choice) => JSON.stringify(choice)).join(' or ');
  const found = typeof value === 'object' ? kindName(value) : JSON.stringify(value);
  return { path: place.path, text: `should be ${wanted}, is ${found}` };
}

function rangeProblem(value: unknown, schema: JsonRecord, place: Place): SchemaProblem | null {
  if (typeof value !== 'number') return null;
  const { minimum, maximum } = schema;
  if (typeof minimum === 'number' && value < minimum) {
    return { path: place.path, text: `should be at least ${minimum}, is ${value}` };
  }
  if (typeof maximum === 'number' && value > maximum) {
    return { path: place.path, text: `should be at most ${maximum}, is ${value}` };
  }
  return null;
}

function textProblem(value: unknown, schema: JsonRecord, place: Place): SchemaProblem | null {
  if (typeof value !== 'string') return null;
  const { maxLength, pattern } = schema;
  if (typeof maxLength === 'number' && value.length > maxLength) {
    return { path: place.path, text: `should have at most ${maxLength} characters` };
  }
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value)) {
    return { path: place.path, text: `should match ${pattern}` };
  }
  return null;
}

function sizeProblem(value: unknown, schema: JsonRecord, place: Place): SchemaProblem | null {
  const { maxItems, maxProperties } = schema;
  if (Array.isArray(value) && typeof maxItems === 'number' && value.length > maxItems) {
    return { path: place.path, text: `should have at most ${maxItems} entries` };
  }
  const isBounded = typeof maxProperties === 'number' && isKind(value, 'object');
  if (!isBounded || Object.keys(value as JsonRecord).length <= maxProperties) return null;
  return { path: place.path, text: `should have at most ${maxProperties} members` };
}

function memberProblem(value: unknown, schema: JsonRecord, place: Place): SchemaProblem | null {
  if (!isKind(value, 'object')) return null;
  const record = value as JsonRecord;
  const required = (schema['required'] ?? []) as readonly string[];
  const missing = required.find((name) => !Object.hasOwn(record, name));
  if (missing !== undefined) return { path: join(place.path, missing), text: 'is missing' };
  for (const [name, member] of Object.entries(recordOf(schema['properties']))) {
    if (!Object.hasOwn(record, name)) continue;
    const found = problem(record[name], recordOf(member), {
      ...place,
      path: join(place.path, name),
    });
    if (found !== null) return found;
  }
  return otherMemberProblem(record, schema, place);
}

/** Members that the schema does not name, where it says something of those. */
function otherMemberProblem(
  record: JsonRecord,
  schema: JsonRecord,
  place: Place,
): SchemaProblem | null {
  const { additionalProperties: others, propertyNames } = schema;
  if (others === undefined) return null;
  const named = recordOf(schema['properties']);
  for (const [name, member] of Object.entries(record)) {
    if (Object.hasOwn(named, name)) continue;
    const path = join(place.path, name);
    if (others === false) return { path, text: 'should not be there' };
    if (problem(name, recordOf(propertyNames), { ...place, path }) !== null) {
      return { path, text: 'should have another name' };
    }
    const found = problem(member, recordOf(others), { ...place, path });
    if (found !== null) return found;
  }
  return null;
}

function itemProblem(value: unknown, schema: JsonRecord, place: Place): SchemaProblem | null {
  if (!Array.isArray(value) || schema['items'] === undefined) return null;
  const items = recordOf(schema['items']);
  for (const [i, item] of value.entries()) {
    const found = problem(item, items, { ...place, path: `${place.path}[${i}]` });
    if (found !== null) return found;
  }
  return null;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function isKind(value: unknown, kind: string): boolean {
  switch (kind) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === kind;
  }
}

function kindName(value: unknown): string {
  if (value === null) return 'null';
  return KIND_NAMES[Array.isArray(value) ? 'array' : typeof value] ?? typeof value;
}

function recordOf(value: unknown): JsonRecord {
  return (value ?? {}) as JsonRecord;
}
