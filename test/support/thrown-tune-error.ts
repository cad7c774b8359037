import { expect } from 'vitest';
import { TuneError } from '../../src/core/tune-error.ts';

/** The TuneError that `act` throws; fails where it throws nothing, something else, or an error without a hint. */
export function thrownTuneError(act: () => unknown): TuneError {
  try {
    act();
  } catch (error) {
    if (!(error instanceof TuneError)) throw error;
    expect(error.hint).toBeTruthy();
    return error;
  }
  throw new Error('nothing was thrown');
}
