import {
  PART_NAMES,
  SIGNATURE_PARTS,
  SIGNATURE_VERSION,
  type Signature,
  type SignaturePart,
  signatureValues,
} from './signature.ts';

/** A signature as it is stored and printed: every value by name, and all of them in one list. */
export interface SignatureJson {
  readonly version: number;
  readonly batch: number;
  readonly parts: Readonly<Record<SignaturePart, Readonly<Record<string, number>>>>;
  readonly values: readonly number[];
}

/** Digits after the point that are kept: more would only be the noise of summing in another order. */
const DIGITS = 9;

export function signatureToJson(signature: Signature): SignatureJson {
  const named = PART_NAMES.map((part) => {
    const values = signature.parts[part].map(rounded);
    return [
      part,
      Object.fromEntries(SIGNATURE_PARTS[part].map((name, i) => [name, values[i] ?? 0])),
    ];
  });
  return {
    version: signature.version,
    batch: signature.batch,
    parts: Object.fromEntries(named) as SignatureJson['parts'],
    values: signatureValues(signature).map(rounded),
  };
}

/** Reads a stored signature; null for anything that is none, or one of another version. */
export function signatureFromJson(json: unknown): Signature | null {
  if (!isObject(json) || json['version'] !== SIGNATURE_VERSION) return null;
  const { batch, parts } = json;
  if (typeof batch !== 'number' || !Number.isInteger(batch) || batch < 1) return null;
  if (!isObject(parts)) return null;
  const read = new Map<SignaturePart, readonly number[]>();
  for (const part of PART_NAMES) {
    const values = readPart(parts[part], SIGNATURE_PARTS[part]);
    if (values === null) return null;
    read.set(part, values);
  }
  return {
    version: SIGNATURE_VERSION,
    batch,
    parts: Object.fromEntries(read) as Record<SignaturePart, readonly number[]>,
  };
}

function readPart(json: unknown, names: readonly string[]): readonly number[] | null {
  if (!isObject(json)) return null;
  const values = names.map((name) => json[name]);
  const isRead = (value: unknown): value is number =>
    typeof value === 'number' && Number.isFinite(value) && value >= 0;
  return values.every(isRead) ? values : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function rounded(value: number): number {
  return Number(value.toFixed(DIGITS));
}
