import { TuneError } from '../core/tune-error.ts';

/** The error for bytes that are no ONNX model: what is wrong, and at which byte of the file. */
export function malformed(offset: number, what: string): TuneError {
  return new TuneError(
    'model',
    `The file is not a valid ONNX model: ${what} (at byte ${offset}).`,
    {
      hint: 'It is probably truncated or damaged: compare its size and checksum with the original, and download or export it again.',
    },
  );
}
