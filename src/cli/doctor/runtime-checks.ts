import { formatDuration } from '../../core/format-duration.ts';
import { formatShare } from '../../core/format-share.ts';
import { createRandom } from '../../core/random.ts';
import { createLocalProber } from '../../probe/local-prober.ts';
import type { WorkerModel } from '../../probe/worker/protocol.ts';
import { type Check, fail, ok, warn } from '../../report/doctor/check.ts';
import { runtimeDefault } from '../../space/configuration.ts';
import { tInterval } from '../../stats/interval.ts';
import { createNoiseMeter } from '../../study/noise-meter.ts';
import type { HeatResult, Prober } from '../../study/prober.ts';
import type { Machine } from '../describe-machine.ts';

/** Time the A/A heat may take, sessions and warm-up included. */
const NOISE_MS = 6000;
/** Spread from slice to slice above which a minute no longer tells small gains apart. */
const NOTABLE_SPREAD = 0.1;
/** Precision of a gain that a study asks for, as a share. */
const WANTED = 0.02;

function proberOf(model: WorkerModel, { facts, monitor, memoryLimits }: Machine): Prober {
  return createLocalProber({
    model,
    outputs: [],
    random: createRandom('doctor'),
    monitor,
    ...memoryLimits,
    freeze: facts.canFreeze,
  });
}

/** How noisy the machine is: one configuration against itself, in alternating slices as a study measures. */
export async function noiseCheck(
  model: WorkerModel,
  machine: Machine,
  signal: AbortSignal,
): Promise<Check> {
  const prober = proberOf(model, machine);
  const reference = runtimeDefault(1);
  try {
    const heat = await prober.heat(
      {
        reference,
        challengers: [reference],
        fresh: true,
        maxMs: NOISE_MS,
        keepRunTimes: false,
        afterRound: () => ({ leave: [], stop: false }),
      },
      signal,
    );
    return noiseOf(heat);
  } finally {
    await prober.close();
  }
}

function noiseOf({ reference, challengers, elapsedMs }: HeatResult): Check {
  const [twin] = challengers;
  if (reference.status !== 'measured' || twin?.status !== 'measured') {
    return fail('noise', 'a small network could not be measured', 'See the checks above.');
  }
  const meter = createNoiseMeter();
  meter.add(reference.measurement);
  const { sliceSpread } = meter.summary();
  const { value, standardError, degreesOfFreedom } = twin.measurement.logRatio.throughput;
  const { low, high } = tInterval(value, standardError, degreesOfFreedom);
  const half = (Math.exp(high) - Math.exp(low)) / 2;
  const times = (x: number): string => Math.exp(x).toFixed(3);
  const found = `speed varies by ${formatShare(sliceSpread)} between slices; a configuration against itself: ×${times(value)} (${times(low)} to ${times(high)}) after ${Math.round(elapsedMs / 1000)} s`;
  // The error of a mean falls with the square root of the time.
  const seconds = (elapsedMs / 1000) * (half / WANTED) ** 2;
  const time = Number.isFinite(seconds)
    ? `Comparing two configurations to ±2 % takes about ${formatDuration(1000 * Math.max(1, seconds))}.`
    : 'Too few slices fitted in to say how long a comparison takes.';
  if (sliceSpread <= NOTABLE_SPREAD) return ok('noise', `${found}. ${time}`);
  return warn(
    'noise',
    found,
    `${time} Stop other programs, use dedicated cores, or give more --budget.`,
  );
}
