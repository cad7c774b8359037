import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';

const SAVE_AGAIN = 'Save it again with numpy.save or numpy.savez.';

/** The error for an array file that cannot be read; `label` says which one and may come from the file itself. */
export function npyError(
  label: string,
  problem: string,
  hint: string = SAVE_AGAIN,
  cause?: unknown,
): TuneError {
  return new TuneError('usage', `Cannot read ${printable(label, 400)}: ${problem}.`, {
    hint,
    cause,
  });
}
