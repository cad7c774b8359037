import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AimdStep } from '../../src/load/aimd-guard.ts';
import { quantile } from '../../src/stats/quantile.ts';
import { sortSample } from '../../src/stats/sorted-sample.ts';
import { blockOf, type FrontBed, openFrontBed } from '../probe/front/front-bed.ts';
import { tinyPerceptron } from '../support/tiny-model.ts';

/** A run of the largest batch takes some 10 ms of a core: more than the system lets a process have at a time. */
const MODEL = tinyPerceptron('N', 1024, 40);
const MOST = 32;
const BLOCK_MS = 6000;
/** The hog eats from a third of the block to two thirds, ms. */
const HOG = { from: BLOCK_MS / 3, until: (2 * BLOCK_MS) / 3, perCore: 6 };
/** Starting and ending a hog takes its time, as does the window of runs that the guard judges, ms. */
const LEEWAY_MS = 300;
/** A run may take this multiple of what it takes without the hog, in this quantile. */
const TARGET = 1.6;
const USUAL = { quantile: 0.8, windowRuns: 10 };

const hogs: ChildProcess[] = [];
const killHogs = (): void => {
  for (const hog of hogs.splice(0)) hog.kill('SIGKILL');
};
/** Each in a session of its own: Linux shares the CPU out among sessions first, and an instance is one. */
const startHogs = (): void => {
  for (let i = 0; i < HOG.perCore * availableParallelism(); i++) {
    hogs.push(spawn('/bin/sh', ['-c', 'while :; do :; done'], { stdio: 'ignore', detached: true }));
  }
};
/** A rule of the log: by one up to the plan within the target, by a tenth (at least one) beyond it. */
const isStep = ({ from, to, reason }: AimdStep): boolean =>
  reason === 'within target'
    ? to === from + 1 && to <= MOST
    : to === Math.max(1, Math.floor(0.9 * from));

describe.skipIf(process.platform === 'win32')('the guard of adaptive batching', () => {
  let bed: FrontBed;
  beforeAll(() => {
    bed = openFrontBed(MODEL);
  });
  afterAll(() => {
    killHogs();
    bed.close();
  });

  it('lowers the largest batch when a CPU hog starts, comes back up when it stops, and logs each step', async () => {
    const group = await bed.group();
    const plan = blockOf({
      load: { kind: 'closed', clients: 2 * MOST, text: '' },
      limits: { ...blockOf().limits, maxBatch: MOST },
      drainMs: 500,
    });
    const calm = await group.serve({ ...plan, windowMs: 1000 }, 20_000);
    const [slice] = await group.slice(MOST, 500, 20, 20_000);
    const times = [...(slice?.ends ?? [])].map((end, i) => end - (slice?.starts[i] ?? 0));
    const runMs = quantile(sortSample(times), USUAL.quantile);
    expect(calm.guardSteps).toEqual([]);

    const guard = { maxBatch: MOST, runTargetMs: TARGET * runMs, ...USUAL };
    setTimeout(startHogs, HOG.from);
    setTimeout(killHogs, HOG.until);
    const played = await group.serve({ ...plan, rampMs: 0, windowMs: BLOCK_MS, guard }, 60_000);

    const steps = played.guardSteps;
    expect(steps.every(isStep), JSON.stringify(steps)).toBe(true);
    expect(steps.map((s) => s.at)).toEqual(steps.map((s) => s.at).toSorted((a, b) => a - b));
    expect(steps.slice(1).map((s) => s.from)).toEqual(steps.slice(0, -1).map((s) => s.to));
    const between = (from: number, to: number) => steps.filter((s) => s.at >= from && s.at < to);
    const hogged = between(HOG.from, HOG.until + LEEWAY_MS);
    const after = between(HOG.until + LEEWAY_MS, Infinity);
    const before = between(0, HOG.from).at(-1)?.to ?? MOST;
    const lowest = Math.min(...hogged.map((s) => s.to));
    expect(hogged.some((s) => s.reason === 'beyond target')).toBe(true);
    expect(lowest).toBeLessThan(before);
    expect(after.some((s) => s.reason === 'within target')).toBe(true);
    expect(Math.max(...after.map((s) => s.to))).toBeGreaterThan(lowest);
  });
});
