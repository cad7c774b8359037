import type { ByteSource } from './byte-source.ts';

/** An encoded model as a list of pieces: what was changed as bytes, weights as ranges to copy from the file they were read from. */
export interface ModelBytes {
  /** Total size in bytes. */
  readonly length: number;
  readonly parts: readonly ModelPart[];
}

export type ModelPart =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'copy'; readonly offset: number; readonly length: number };

/** The whole encoding in memory; `source` is the file the model was read from, needed where weights stayed in it. */
export function joinModelBytes(model: ModelBytes, source?: ByteSource): Uint8Array {
  const out = new Uint8Array(model.length);
  let at = 0;
  for (const part of model.parts) {
    const bytes = part.kind === 'bytes' ? part.bytes : source?.read(part.offset, part.length);
    const length = part.kind === 'bytes' ? part.bytes.length : part.length;
    if (bytes?.length !== length)
      throw new RangeError('the source given is not the file the weights of this model are in');
    out.set(bytes, at);
    at += length;
  }
  return out;
}
