import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import pty from '@lydell/node-pty';
import type { Clock } from '../../src/core/clock.ts';
import { monotonicClock } from '../../src/probe/monotonic-clock.ts';
import { parseEvents } from '../../src/report/published/parse-events.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import { tInterval } from '../../src/stats/interval.ts';
import { createEventQueue } from '../../src/study/event-queue.ts';
import type { StudyEvent } from '../../src/study/study-event.ts';
import type { SliceRecord } from '../../src/study/trial.ts';
import { loadDashboard } from '../../src/ui/dashboard/load-dashboard.ts';
import { benchModels } from './support/bench-models.ts';
import { benchProber } from './support/bench-prober.ts';
import { summary } from './support/summary.ts';

/**
 * What watching costs. One long heat of SqueezeNet, an instance with one thread on every core, in a pseudo-terminal. The
 * dashboard is told of the rounds of every other block (in the order off, on, on, off), so that on and off lie half a second
 * apart; the ratio of their throughputs and the CPU time of the process that draws say what the dashboard takes.
 *
 *   npm run bench:dashboard        SECONDS=100 per terminal size; 80×24 and 200×60: below four minutes
 */
const SECONDS = Number(process.env['SECONDS'] ?? 100);
const BLOCK_ROUNDS = 4;
const SIZES = [
  [80, 24],
  [200, 60],
] as const;
const RECORDING = new URL('../ui/fixtures/squeezenet.events.ndjson', import.meta.url);
const LEAST_PAIRS = 2;
/** Blocks before the machine and the drawing are warm. */
const WARM_BLOCKS = 4;

/** What one heat found: mean log-speed of each block with whether it was watched, and CPU time, ms. */
interface Watched {
  readonly blocks: readonly { readonly block: number; readonly speed: number }[];
  readonly cpuMs: Readonly<Record<'on' | 'off', number>>;
  readonly wallMs: Readonly<Record<'on' | 'off', number>>;
}

const isWatched = (round: number): boolean => [1, 2].includes(Math.floor(round / BLOCK_ROUNDS) % 4);

function blocksOf(slices: readonly SliceRecord[]): Watched['blocks'] {
  const blocks = new Map<number, number[]>();
  for (const { round, runs, windowMs } of slices) {
    const block = Math.floor(round / BLOCK_ROUNDS);
    blocks.set(block, [...(blocks.get(block) ?? []), Math.log(runs / windowMs)]);
  }
  return [...blocks]
    .filter(([block, speeds]) => block >= WARM_BLOCKS && speeds.length === BLOCK_ROUNDS)
    .map(([block, speeds]) => ({ block, speed: summary(speeds).mean }));
}

/** A clock that the dashboard sees only while it is told of rounds: else it would go on drawing the time left. */
function watchingClock(): Clock & { show(isOn: boolean): void } {
  let isShown = true;
  return {
    now: () => (isShown ? monotonicClock.now() : Number.NEGATIVE_INFINITY),
    show: (isOn) => {
      isShown = isOn;
    },
  };
}

/** Runs the heat in this process, whose stderr is the terminal. */
async function heatHere(output: string): Promise<void> {
  const [model] = benchModels(['squeezenet']);
  if (model === undefined) throw new Error('no model');
  const clock = watchingClock();
  const openDashboard = await loadDashboard(process.env);
  const dashboard = openDashboard({
    stream: process.stderr,
    keyboard: process.stdin,
    colour: true,
    unicode: true,
    clock,
    source: 'study',
    earlier: [],
    rate: 1,
    act: () => null,
    copyText: () => '',
  });
  const recorded = parseEvents(readFileSync(RECORDING, 'utf8'), 'recording');
  const rounds = recorded.filter((e) => e.type === 'round-finished');
  // A screen full of trials, in the middle of a search.
  for (const event of recorded.slice(0, 50)) dashboard.event(event);
  // Drawing gets quicker once it was compiled.
  for (const event of rounds.slice(0, 30)) {
    dashboard.event(event);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const queue = createEventQueue<StudyEvent>();
  const reading = (async () => {
    for await (const event of queue.items()) dashboard.event(event);
  })();
  const cpuMs = { on: 0, off: 0 };
  const wallMs = { on: 0, off: 0 };
  let before = { cpu: process.cpuUsage(), at: monotonicClock.now() };
  const prober = benchProber(model);
  const configuration = {
    ...runtimeDefault(model.baseBatch),
    instances: availableParallelism(),
    intraOpThreads: 1,
  };
  const result = await prober.heat(
    {
      reference: configuration,
      challengers: [],
      fresh: false,
      maxMs: 1000 * SECONDS,
      keepRunTimes: false,
      afterRound: (round) => {
        const { user, system } = process.cpuUsage(before.cpu);
        const state = isWatched(round - 1) ? 'on' : 'off';
        if (round > WARM_BLOCKS * BLOCK_ROUNDS) {
          cpuMs[state] += (user + system) / 1000;
          wallMs[state] += monotonicClock.now() - before.at;
        }
        before = { cpu: process.cpuUsage(), at: monotonicClock.now() };
        const event = rounds[round % rounds.length];
        clock.show(isWatched(round));
        if (isWatched(round) && event) queue.push(event);
        return { leave: [], stop: false };
      },
    },
    new AbortController().signal,
  );
  queue.close();
  await reading;
  dashboard.close();
  await prober.close();
  if (result.reference.status !== 'measured') throw new Error(JSON.stringify(result.reference));
  const found: Watched = { blocks: blocksOf(result.reference.measurement.slices), cpuMs, wallMs };
  writeFileSync(output, JSON.stringify(found));
}

async function heatInPty(
  columns: number,
  rows: number,
): Promise<{ found: Watched; bytes: number }> {
  const output = join(mkdtempSync(join(tmpdir(), 'tune-bench-')), 'heat.json');
  const child = pty.spawn(
    process.execPath,
    ['--import', 'tsx', new URL(import.meta.url).pathname, '--heat', output],
    { cols: columns, rows, name: 'xterm-256color', env: process.env as Record<string, string> },
  );
  let bytes = 0;
  let said = '';
  child.onData((data) => {
    bytes += data.length;
    said = (said + data).slice(-2000);
  });
  const exitCode = await new Promise<number>((resolve) => child.onExit((e) => resolve(e.exitCode)));
  if (exitCode !== 0) throw new Error(said);
  return { found: JSON.parse(readFileSync(output, 'utf8')) as Watched, bytes };
}

/** Log-ratios of watched to unwatched, one for each pair of neighbouring blocks. */
function pairs({ blocks }: Watched): readonly number[] {
  const speeds = new Map(blocks.map(({ block, speed }) => [block, speed]));
  return blocks.flatMap(({ block, speed }) => {
    const following = speeds.get(block + 1);
    if (block % 2 === 1 || following === undefined) return [];
    return [isWatched(block * BLOCK_ROUNDS) ? speed - following : following - speed];
  });
}

function row(columns: number, rows: number, found: Watched, bytes: number): string {
  const ratios = pairs(found);
  if (ratios.length < LEAST_PAIRS) throw new Error('too short: give more SECONDS');
  const { mean, sd } = summary(ratios);
  const { low, high } = tInterval(mean, sd / Math.sqrt(ratios.length), ratios.length - 1);
  const percent = (log: number): string => `${(100 * (Math.exp(log) - 1)).toFixed(2)} %`;
  const share = (state: 'on' | 'off'): number => (100 * found.cpuMs[state]) / found.wallMs[state];
  const own = share('on') - share('off');
  const perSecond = (1000 * bytes) / (found.wallMs.on + found.wallMs.off);
  return `${columns}×${rows} | ${ratios.length} | ${percent(mean)} (${percent(low)} to ${percent(high)}) | ${share('on').toFixed(2)} % | ${share('off').toFixed(2)} % | ${own.toFixed(2)} % | ${Math.round(perSecond)}\n`;
}

const [mode, output] = process.argv.slice(2);
if (mode === '--heat' && output !== undefined) await heatHere(output);
else {
  process.stdout.write(
    'terminal | pairs of blocks | throughput watched against not | CPU of one core, watched | not | dashboard | bytes/s\n---|---|---|---|---|---|---\n',
  );
  for (const [columns, rows] of SIZES) {
    const { found, bytes } = await heatInPty(columns, rows);
    process.stdout.write(row(columns, rows, found, bytes));
  }
}
