import { type Configuration, runtimeDefault } from '../../src/space/configuration.ts';
import type { MemberOutcome } from '../../src/study/prober.ts';
import type { SliceRecord } from '../../src/study/trial.ts';
import { type BenchModel, benchModels } from './support/bench-models.ts';
import { benchProber } from './support/bench-prober.ts';
import { plusMinus, summary } from './support/summary.ts';

/**
 * How slice length and freezing change what a heat says (bias) and how well (precision).
 *
 * Per model and slice length, the runtime's default (a spinning pool over all cores) against one single-threaded instance
 * per core, in one heat of `SECONDS`. Printed: the log-ratio with its 95 % interval, and the standard deviation of the log-ratio
 * over blocks of 2 s + 2 s of measuring, the currency in which slicing pays. Slices of 2 s are one-after-the-other.
 *
 *   npm run bench:slices [-- squeezenet ...]
 */
const SECONDS = Number(process.env['SECONDS'] ?? 48);
const SLICES_MS = (process.env['SLICES'] ?? '30,60,120,250,1000,2000').split(',').map(Number);
const BLOCK_MS = 2000;

const slicesOf = (outcome: MemberOutcome): readonly SliceRecord[] => {
  if (outcome.status !== 'measured') throw new Error(`not measured: ${JSON.stringify(outcome)}`);
  return outcome.measurement.slices;
};

/** Log-ratios of consecutive blocks in which each side was measured for about `BLOCK_MS`. */
function blockLogRatios(mine: readonly SliceRecord[], theirs: readonly SliceRecord[]): number[] {
  const logs: number[] = [];
  let total = { mine: 0, theirs: 0, mineMs: 0, theirsMs: 0 };
  for (let i = 0; i < Math.min(mine.length, theirs.length); i++) {
    const a = mine[i] as SliceRecord;
    const b = theirs[i] as SliceRecord;
    total = {
      mine: total.mine + a.runs,
      theirs: total.theirs + b.runs,
      mineMs: total.mineMs + a.windowMs,
      theirsMs: total.theirsMs + b.windowMs,
    };
    if (total.mineMs < 0.9 * BLOCK_MS) continue;
    logs.push(Math.log(total.mine / total.mineMs / (total.theirs / total.theirsMs)));
    total = { mine: 0, theirs: 0, mineMs: 0, theirsMs: 0 };
  }
  return logs;
}

async function measure(model: BenchModel, sliceMs: number, freeze: boolean): Promise<string> {
  const prober = benchProber({ ...model, sliceMs, freeze });
  const reference = runtimeDefault(model.baseBatch);
  const challenger: Configuration = { ...reference, instances: 2, intraOpThreads: 1 };
  try {
    const heat = await prober.heat(
      {
        reference,
        challengers: [challenger],
        fresh: true,
        maxMs: SECONDS * 1000,
        keepRunTimes: false,
        afterRound: () => ({ leave: [], stop: false }),
      },
      new AbortController().signal,
    );
    const blocks = blockLogRatios(
      slicesOf(heat.challengers[0] as MemberOutcome),
      slicesOf(heat.reference),
    );
    const { sd } = summary(blocks);
    const seconds = (4 * sd ** 2) / 0.02 ** 2;
    return `${plusMinus(summary(blocks))} | ${(100 * sd).toFixed(1)} % | ${seconds.toFixed(0)} s`;
  } finally {
    await prober.close();
  }
}

process.stdout.write(
  'model | slice | frozen | log-ratio of 2×1 to default | sd per 2 s + 2 s | to ± 2 % (1 se)\n',
);
process.stdout.write('---|---|---|---|---|---\n');
for (const model of benchModels(process.argv.slice(2))) {
  for (const sliceMs of SLICES_MS) {
    for (const freeze of sliceMs === 2000 ? [true] : [true, false]) {
      const row = await measure(model, sliceMs, freeze);
      process.stdout.write(`${model.name} | ${sliceMs} ms | ${freeze ? 'yes' : 'no'} | ${row}\n`);
    }
  }
}
