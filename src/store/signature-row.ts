import type { ModelSignature } from '../knowledge/task-store.ts';
import {
  PART_NAMES,
  SIGNATURE_PARTS,
  SIGNATURE_VERSION,
  type Signature,
  signatureValues,
} from '../signature/signature.ts';

/** A row of the table `signatures`. */
export interface SignatureRow {
  readonly model_sha256: string;
  readonly name: string;
  readonly family: string | null;
  readonly base_batch: number;
  readonly version: number;
  readonly batch: number;
  /** All values in their order, 64-bit floats, little endian. */
  readonly signature: Uint8Array;
}

/** A row as it is read: drivers give bytes as one or the other. */
export type StoredSignatureRow = Omit<SignatureRow, 'signature'> & {
  readonly signature: Uint8Array | ArrayBuffer;
};

const BYTES = 8;
const LENGTHS = PART_NAMES.map((part) => SIGNATURE_PARTS[part].length);
const LENGTH = LENGTHS.reduce((sum, length) => sum + length, 0);

export function signatureRow(model: ModelSignature): SignatureRow {
  const values = signatureValues(model.signature);
  const bytes = new Uint8Array(BYTES * values.length);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setFloat64(BYTES * i, value, true);
  return {
    model_sha256: model.modelSha256,
    name: model.name,
    family: model.family,
    base_batch: model.baseBatch,
    version: model.signature.version,
    batch: model.signature.batch,
    signature: bytes,
  };
}

/** Reads a row; null where it is of another version of the signature, or its values are none. */
export function modelOfRow(row: StoredSignatureRow): ModelSignature | null {
  const signature = signatureOf(row);
  if (signature === null) return null;
  return {
    modelSha256: row.model_sha256,
    name: row.name,
    family: row.family,
    baseBatch: row.base_batch,
    signature,
  };
}

function signatureOf({ version, batch, signature: stored }: StoredSignatureRow): Signature | null {
  if (version !== SIGNATURE_VERSION || stored.byteLength !== BYTES * LENGTH) return null;
  const view = new DataView(new Uint8Array(stored).buffer);
  const values: number[] = [];
  for (let at = 0; at < BYTES * LENGTH; at += BYTES) values.push(view.getFloat64(at, true));
  if (!values.every((value) => Number.isFinite(value) && value >= 0)) return null;
  let at = 0;
  const parts = PART_NAMES.map((part, i) => {
    const from = at;
    at += LENGTHS[i] ?? 0;
    return [part, values.slice(from, at)];
  });
  return { version, batch, parts: Object.fromEntries(parts) as Signature['parts'] };
}
