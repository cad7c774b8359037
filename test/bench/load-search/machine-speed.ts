import { createRandom } from '../../../src/core/random.ts';

/** Spread of the log of the machine's speed, correlated over a second, as measured on 2-core cloud VMs. */
const SLOW_MOMENTS = { deviation: 0.12, correlationMs: 1000, stepMs: 100 };

/**
 * How much longer runs take at a moment, in ms since the start: a factor of mean about 1 that wanders (an
 * Ornstein-Uhlenbeck process of its logarithm), the same for the same seed. To be asked in the order of time.
 */
export function machineSpeed(seed: string): (at: number) => number {
  const random = createRandom(seed);
  const { deviation, correlationMs, stepMs } = SLOW_MOMENTS;
  const kept = Math.exp(-stepMs / correlationMs);
  const fresh = deviation * Math.sqrt(1 - kept ** 2);
  let [step, log] = [0, deviation * random.normal()];
  let factor = Math.exp(log);
  return (at) => {
    while ((step + 1) * stepMs <= at) {
      step += 1;
      log = kept * log + fresh * random.normal();
      factor = Math.exp(log);
    }
    return factor;
  };
}
