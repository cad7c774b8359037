import { FAMILIES } from './reference-machine.ts';

/** Grows whenever a part, its order or a constant behind it changes: only signatures of one version can be compared. */
export const SIGNATURE_VERSION = 1;

/** Points of the spectra; what lies between two of them is shared by both. Operations per byte. */
export const INTENSITIES: readonly number[] = [0.25, 1, 4, 16, 64, 256];
/** Seconds on the reference machine. */
export const DURATIONS: readonly number[] = [3e-6, 1e-5, 1e-4, 1e-3, 1e-2];
/** Bytes: about a first, second and last level cache, and more than any. */
export const CACHES: readonly number[] = [32 * 2 ** 10, 2 ** 20, 32 * 2 ** 20, 2 ** 30];

/** Groups of values that are compared each in its own way. */
export type SignaturePart =
  | 'time'
  | 'flops'
  | 'bytes'
  | 'totals'
  | 'intensity'
  | 'duration'
  | 'workingSet'
  | 'weights'
  | 'structure'
  | 'inputs'
  | 'precision';

/** Name of every value of every part, in order. */
export const SIGNATURE_PARTS: Readonly<Record<SignaturePart, readonly string[]>> = {
  /** Shares of time on the reference machine, of arithmetic, and of bytes moved, by family. */
  time: FAMILIES,
  flops: FAMILIES,
  bytes: FAMILIES,
  /** Decimal logarithms of 1 + flops, bytes moved, bytes of weights and kernels of one run. */
  totals: ['flops', 'bytes', 'weights', 'units'],
  /** Share of time by flops per byte. */
  intensity: INTENSITIES.map((i) => `${i} flops/byte`),
  /** Share of time by duration of one kernel. */
  duration: DURATIONS.map((d) => `${d} s`),
  /** Share of time by bytes one kernel touches. */
  workingSet: CACHES.map((c) => `${c} bytes`),
  /** Weights against a second and a last level cache: w / (w + cache), 1/2 where they are equal. */
  weights: ['1 MiB', '32 MiB'],
  /** Binary logarithms of width and depth; share of time in kernels whose steps must follow one another. */
  structure: ['width', 'depth', 'sequential'],
  /** 1 where an input is an image, a sequence, or has an axis (not its first) of no fixed size. */
  inputs: ['image', 'sequence', 'dynamic'],
  /** Share of time in kernels on 8-bit integers and on 16-bit floats. */
  precision: ['quantised', 'half'],
};

export const PART_NAMES: readonly SignaturePart[] = Object.keys(
  SIGNATURE_PARTS,
) as readonly SignaturePart[];

/** What characterises a model by the work it does: fixed length, the same for every way of writing the model down. */
export interface Signature {
  readonly version: number;
  /** Samples per run it was made at. */
  readonly batch: number;
  readonly parts: Readonly<Record<SignaturePart, readonly number[]>>;
}

/** All values in one list, parts in their fixed order. */
export function signatureValues(signature: Signature): readonly number[] {
  return PART_NAMES.flatMap((name) => signature.parts[name]);
}
