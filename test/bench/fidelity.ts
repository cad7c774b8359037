import { type ChildProcess, spawn } from 'node:child_process';
import { startInstanceGroup } from '../../src/probe/instance-group.ts';
import { monotonicMs } from '../../src/probe/monotonic-clock.ts';
import { planSlice } from '../../src/probe/slice-plan.ts';
import { countWindow, type RunTimes } from '../../src/probe/slice-window.ts';
import { sessionOptions } from '../../src/probe/worker/session-options.ts';
import { startWorkerGuard } from '../../src/probe/worker-guard.ts';
import { type Configuration, runtimeDefault } from '../../src/space/configuration.ts';
import { type BenchModel, benchModels } from './support/bench-models.ts';
import { plusMinus, summary } from './support/summary.ts';

/**
 * Whether the prober measures what a bare loop around the runtime does: thirty lines of script, one process per instance,
 * nothing but the runtime. Both are live at once and take turns, the other frozen: the bare loop for a second without a
 * break, ours for about a second in slices. Printed: the log-ratio ours / bare with its 95 % interval.
 *
 *   npm run bench:fidelity [-- squeezenet ...]        ROUNDS=60 SLICES=120,1000
 */
const ROUNDS = Number(process.env['ROUNDS'] ?? 60);
const SLICES_MS = (process.env['SLICES'] ?? '120,1000').split(',').map(Number);
/** A process stopped in the middle of a run takes some ms to get its threads onto different cores again: give it time. */
const BARE_MS = 1000;

interface Bare {
  readonly child: ChildProcess;
  readonly starts: number[];
  readonly ends: number[];
}

function startBare(path: string, configuration: Configuration, feeds: string): Bare {
  const script = new URL('./support/bare-loop.mjs', import.meta.url).pathname;
  const child = spawn(
    process.execPath,
    [script, path, JSON.stringify(sessionOptions(configuration)), feeds],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const bare: Bare = { child, starts: [], ends: [] };
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [start, end] = line.split(' ').map(Number) as [number, number];
      bare.starts.push(start);
      bare.ends.push(end);
    }
  });
  return bare;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Lets the bare processes run for a while and counts as for ours: from the end of the first whole run on. */
async function bareSlice(bare: readonly Bare[], ms: number): Promise<{ from: number; to: number }> {
  for (const b of bare) b.child.kill('SIGCONT');
  const from = monotonicMs();
  await sleep(ms);
  const to = monotonicMs();
  for (const b of bare) b.child.kill('SIGSTOP');
  return { from, to };
}

/** Runs of a bare process that began and ended while it was awake. */
function within({ starts, ends }: Bare, { from, to }: { from: number; to: number }): RunTimes {
  const inside = starts
    .map((_, i) => i)
    .filter((i) => (starts[i] ?? 0) >= from && (ends[i] ?? 0) <= to);
  return { starts: inside.map((i) => starts[i] ?? 0), ends: inside.map((i) => ends[i] ?? 0) };
}

async function compare(
  model: BenchModel,
  configuration: Configuration,
  sliceMs: number,
): Promise<string> {
  const guard = startWorkerGuard();
  const feeds = JSON.stringify(model.feeds.map(({ name, shape }) => ({ name, shape })));
  const group = await startInstanceGroup({
    model: { path: model.path, feeds: model.feeds, realFeeds: [], seed: 1 },
    configuration,
    guard,
    freeze: true,
    watch: () => null,
    peakResidentBytes: () => null,
    timeoutMs: 60_000,
  });
  const bare = Array.from({ length: configuration.instances }, () =>
    startBare(model.path, configuration, feeds),
  );
  for (const b of bare) guard.add(b.child.pid as number);
  try {
    await sleep(3000);
    for (const b of bare) b.child.kill('SIGSTOP');
    const warm = await group.warmUp(configuration.batchSize, 1500, 60_000);
    const { minRuns } = planSlice(Math.max(...warm.map((w) => w.runMs)), sliceMs);
    const ours: number[] = [];
    const awake: { from: number; to: number }[] = [];
    const oursForASecond = async (): Promise<void> => {
      let runs = 0;
      let ms = 0;
      while (ms < 0.8 * BARE_MS) {
        const replies = await group.slice(configuration.batchSize, sliceMs, minRuns, 60_000);
        const counted = countWindow(replies);
        runs += counted?.runs ?? 0;
        ms += counted === null ? sliceMs : counted.to - counted.from;
      }
      ours.push(runs / ms);
    };
    for (let round = 0; round < ROUNDS; round++) {
      if (round % 2 === 0) await oursForASecond();
      awake.push(await bareSlice(bare, BARE_MS));
      if (round % 2 === 1) await oursForASecond();
    }
    // The last lines of each process are still in its buffer: let them out before counting.
    for (const b of bare) b.child.kill('SIGCONT');
    await sleep(300);
    const logs = awake.map((window, i) => {
      const counted = countWindow(bare.map((b) => within(b, window)));
      return counted === null
        ? Number.NaN
        : Math.log((ours[i] as number) / (counted.runs / (counted.to - counted.from)));
    });
    return plusMinus(summary(logs.filter(Number.isFinite)));
  } finally {
    group.kill();
    for (const b of bare) b.child.kill('SIGKILL');
    guard.close();
  }
}

process.stdout.write('model | configuration | slice | log(ours / bare)\n---|---|---|---\n');
for (const model of benchModels(process.argv.slice(2))) {
  const base = runtimeDefault(model.baseBatch);
  for (const configuration of [base, { ...base, instances: 2, intraOpThreads: 1 }]) {
    for (const sliceMs of SLICES_MS) {
      const result = await compare(model, configuration, sliceMs);
      process.stdout.write(
        `${model.name} | ${configuration.instances}×${configuration.intraOpThreads} | ${sliceMs} ms | ${result}\n`,
      );
    }
  }
}
