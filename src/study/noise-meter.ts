import type { StudyResult } from './study-result.ts';
import type { Measurement, SliceRecord } from './trial.ts';

/** Collects how noisy the machine was from every measurement of the reference. */
export interface NoiseMeter {
  add(reference: Measurement): void;
  summary(): StudyResult['noise'];
}

/**
 * Spread is the standard deviation of the log of the reference's speed from slice to slice, pooled within heats so
 * that differences between heats do not count; disturbance is the mean over heats, weighted by rounds.
 */
export function createNoiseMeter(): NoiseMeter {
  let squares = 0;
  let freedom = 0;
  let rounds = 0;
  let steal = 0;
  let background = 0;
  return {
    add: ({ slices, disturbance, rounds: n, load }) => {
      // Under a load the requests decide how many runs there are.
      const speed = (s: SliceRecord): number => (load ? 1 / s.runMs : s.runs / s.windowMs);
      const logs = slices.map((s) => Math.log(speed(s))).filter(Number.isFinite);
      const mean = logs.reduce((sum, v) => sum + v, 0) / Math.max(1, logs.length);
      squares += logs.reduce((sum, v) => sum + (v - mean) ** 2, 0);
      freedom += Math.max(0, logs.length - 1);
      rounds += n;
      steal += n * disturbance.stealShare;
      background += n * disturbance.backgroundShare;
    },
    summary: () => ({
      sliceSpread: freedom === 0 ? 0 : Math.sqrt(squares / freedom),
      disturbance: {
        stealShare: rounds === 0 ? 0 : steal / rounds,
        backgroundShare: rounds === 0 ? 0 : background / rounds,
      },
    }),
  };
}
