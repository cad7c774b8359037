import { TuneError } from '../core/tune-error.ts';

/** Nested protobuf messages, the limit of protobuf itself (and so of onnxruntime): 33 levels of subgraphs. */
export const MAX_MESSAGE_DEPTH = 100;

/** Bytes in one name of a value, node, operator, domain or symbol. Real ones stay below 1 KiB. */
export const MAX_NAME_BYTES: number = 64 * 1024;

/** Tensors up to this size (as raw data) are read; larger ones stay in the file. */
export const INLINE_TENSOR_BYTES: number = 64 * 1024;

/** Once this much tensor data has been read, only tensors of at most `TINY_TENSOR_BYTES` still are. */
export const INLINE_TOTAL_BYTES: number = 32 * 1024 * 1024;

/** Shapes, axes, scalars: read however many there are, within `MAX_KEPT_BYTES`. */
export const TINY_TENSOR_BYTES = 1024;

/** All text, inline tensors and encoded parts together. The largest graphs known need a tenth of it. */
export const MAX_KEPT_BYTES: number = 512 * 1024 * 1024;

/**
 * How many of each a model may hold, subgraphs and functions included. Far above real models (the largest have about
 * 10^5 nodes; tree ensembles about 10^6 numbers and strings), and low enough that the objects made of them fit into
 * the heap Node has by default.
 */
export const MAX_COUNTS = {
  nodes: 1_000_000,
  attributes: 4_000_000,
  tensors: 1_000_000,
  values: 2_000_000,
  strings: 4_000_000,
  numbers: 16_000_000,
} as const;

export type Countable = keyof typeof MAX_COUNTS;

/** What reading one model may still use up. */
export interface Budget {
  /** Accounts for `amount` more of a kind. Throws a TuneError past its limit. */
  count(kind: Countable, amount?: number): void;
  /** Accounts for bytes that stay in memory. Throws a TuneError past `MAX_KEPT_BYTES`. */
  keep(bytes: number): void;
  /** Whether a tensor of so many bytes is to be read now; accounts for it if so. */
  admitInline(bytes: number): boolean;
}

/** A full budget. */
export function createBudget(): Budget {
  const counts = { nodes: 0, attributes: 0, tensors: 0, values: 0, strings: 0, numbers: 0 };
  let kept = 0;
  let inline = 0;
  const keep = (bytes: number): void => {
    kept += bytes;
    if (kept > MAX_KEPT_BYTES)
      throw tooLarge(
        `its graph takes more than ${MAX_KEPT_BYTES / 2 ** 20} MiB without its weights`,
      );
  };
  return {
    count: (kind, amount = 1) => {
      counts[kind] += amount;
      if (counts[kind] > MAX_COUNTS[kind])
        throw tooLarge(`it holds more than ${MAX_COUNTS[kind].toLocaleString('en')} ${kind}`);
    },
    keep,
    admitInline: (bytes) => {
      const room = inline + bytes <= INLINE_TOTAL_BYTES || bytes <= TINY_TENSOR_BYTES;
      if (bytes > INLINE_TENSOR_BYTES || !room) return false;
      inline += bytes;
      keep(bytes);
      return true;
    },
  };
}

function tooLarge(what: string): TuneError {
  return new TuneError('model', `The model is larger than tune reads: ${what}.`, {
    hint: 'If this is a real model, please report it; a damaged or hostile file is the more likely cause.',
  });
}
