import type { Random } from '../../src/core/random.ts';
import { batchCycle, type RequestMix } from '../../src/lengths/batch-cycle.ts';
import { levelSlices, type MixedSlice, mixedSlice } from '../../src/probe/level-slices.ts';
import { planSlice } from '../../src/probe/slice-plan.ts';
import { countWindow } from '../../src/probe/slice-window.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import type { SliceRecord } from '../../src/study/trial.ts';

/** A configuration whose run takes this long at each length, ms. */
interface MixedSubject {
  readonly batch: number;
  readonly runMs: (length: number) => number;
}

/** Slices of one subject, as levelled and as simply counted. */
interface MixedLane {
  readonly configuration: ReturnType<typeof runtimeDefault>;
  readonly slices: readonly SliceRecord[];
  readonly counted: readonly SliceRecord[];
}

/** Noise of a shared machine: what one run scatters by, and how much its speed drifts, correlated over a second. */
const NOISE = { run: 0.05, drift: 0.15, correlationMs: 1000 };

/**
 * Alternating slices of subjects on a machine whose speed drifts (first-order autoregressive in time), their batches drawn from
 * the cycle in order, one instance each.
 */
export function runMixedHeat(
  subjects: readonly MixedSubject[],
  mix: RequestMix,
  rounds: number,
  random: Random,
): readonly MixedLane[] {
  let now = 0;
  let drift = NOISE.drift * random.normal();
  const pass = (ms: number): void => {
    const kept = Math.exp(-ms / NOISE.correlationMs);
    drift = kept * drift + Math.sqrt(1 - kept ** 2) * NOISE.drift * random.normal();
    now += ms;
  };
  const run = (usualMs: number): number => {
    const ms = usualMs * Math.exp(drift + NOISE.run * random.normal());
    pass(ms);
    return ms;
  };
  const lanes = subjects.map(({ batch, runMs }) => {
    const cycle = batchCycle(mix, batch).map((b) => b.paddedTo);
    const warm = new Map([...new Set(cycle)].map((length) => [length, run(runMs(length))]));
    const usual = cycle.reduce((sum, length) => sum + runMs(length), 0) / cycle.length;
    const mixed: MixedSlice[] = [];
    return {
      cycle,
      warm,
      usual,
      runMs,
      mixed,
      counted: [] as SliceRecord[],
      at: random.integer(cycle.length),
    };
  });
  for (let round = 0; round < rounds; round++) {
    for (const lane of random.shuffle(lanes)) {
      const { lengthMs, minRuns } = planSlice(lane.usual);
      const [starts, ends, shapes]: [number[], number[], number[]] = [[], [], []];
      for (const until = now + lengthMs; ends.length < minRuns || now < until; ) {
        const length = lane.cycle[lane.at] as number;
        lane.at = (lane.at + 1) % lane.cycle.length;
        starts.push(now);
        run(lane.runMs(length));
        ends.push(now);
        shapes.push(length);
      }
      const window = countWindow([{ starts, ends }]);
      if (window === null) continue;
      const windowMs = window.to - window.from;
      const at = { round, atMs: window.from };
      lane.mixed.push(
        mixedSlice([{ starts, ends, shapes }], window, {
          ...at,
          busyMs: windowMs,
          cpuMs: windowMs,
        }),
      );
      lane.counted.push({
        ...at,
        windowMs,
        runs: window.runs,
        runMs: windowMs / window.runs,
        cpuMsPerRun: 1,
      });
    }
  }
  return lanes.map(({ cycle, warm, mixed, counted }, i) => ({
    configuration: runtimeDefault((subjects[i] as MixedSubject).batch),
    slices: levelSlices(mixed, [warm], cycle),
    counted,
  }));
}

/** The true log-ratio of throughput of two subjects over whole cycles. */
export function trueLogRatio(a: MixedSubject, b: MixedSubject, mix: RequestMix): number {
  const rate = ({ batch, runMs }: MixedSubject): number => {
    const cycle = batchCycle(mix, batch);
    return (batch * cycle.length) / cycle.reduce((sum, c) => sum + runMs(c.paddedTo), 0);
  };
  return Math.log(rate(a) / rate(b));
}
