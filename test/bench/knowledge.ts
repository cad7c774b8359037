import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type Random } from '../../src/core/random.ts';
import type { TaskHead } from '../../src/knowledge/task-store.ts';
import { PART_NAMES, SIGNATURE_PARTS, type Signature } from '../../src/signature/signature.ts';
import { signatureDistance } from '../../src/signature/signature-distance.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { headerOf, measurementOf, spaceOf, trialOf } from '../study/fixtures.ts';

/**
 * How long a search waits for what is known, with a large knowledge base. The rows are SYNTHETIC: random signatures, and
 * trials with the size of real ones (forty slices each). Prints milliseconds; the goal is 20 ms for all three steps.
 */
const TASKS = 1000;
const TRIALS = 100;
const NEAREST = 12;
const REPEATS = 25;

const space = spaceOf({
  batches: [1, 2, 4, 8, 16, 32, 64],
  instances: [1, 2, 3, 4, 5],
  threads: [0, 1, 2],
});
const slices = Array.from({ length: 40 }, (_, round) => ({
  round,
  atMs: 130 * round + 5.123,
  windowMs: 120.456,
  runs: 12.512,
  runMs: 9.123,
  cpuMsPerRun: 8.123,
}));

function randomSignature(random: Random): Signature {
  const parts = PART_NAMES.map((part) => [part, SIGNATURE_PARTS[part].map(() => random.next())]);
  return { version: 1, batch: 1, parts: Object.fromEntries(parts) as Signature['parts'] };
}

async function fill(path: string): Promise<void> {
  const random = createRandom('knowledge');
  const store = openSqliteStore(path);
  const base = headerOf();
  for (let task = 0; task < TASKS; task++) {
    const sha256 = task.toString(16).padStart(64, '0');
    const trials = space.configurations.slice(0, TRIALS).map((configuration, i) => {
      const value = i === 0 ? 0 : random.next() - 0.5;
      const ratio = { value, standardError: i === 0 ? 0 : 0.02, degreesOfFreedom: 20 };
      const logRatio = { throughput: ratio, latency: ratio, efficiency: ratio };
      return {
        ...trialOf(i + 1, configuration),
        measurement: measurementOf({ logRatio, slices }),
      } as ReturnType<typeof trialOf>;
    });
    const model = { ...base.model, sha256, path: `synthetic-${task}.onnx` };
    const header = headerOf({ studyId: `synthetic-${task}`, model }, space);
    await store.importStudies([{ header, trials, result: null, state: 'interrupted' }]);
    await store.saveSignature({
      modelSha256: sha256,
      name: `synthetic-${task}`,
      family: null,
      baseBatch: 1,
      signature: randomSignature(random),
    });
  }
  await store.close();
}

function nearestOf(target: Signature, heads: readonly TaskHead[]): readonly string[] {
  return heads
    .flatMap(({ id, model }) =>
      model === null ? [] : [{ id, distance: signatureDistance(target, model.signature).total }],
    )
    .sort((a, b) => a.distance - b.distance)
    .slice(0, NEAREST)
    .map(({ id }) => id);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function told(name: string, ms: readonly number[]): void {
  const sorted = ms.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const line = [`first ${(ms[0] ?? Number.NaN).toFixed(1)}`, `median ${median.toFixed(1)}`];
  say(`${name.padEnd(36)}${line.join(', ')}, worst ${sorted.at(-1)?.toFixed(1)} ms`);
}

const folder = mkdtempSync(join(tmpdir(), 'tune-bench-'));
try {
  const path = join(folder, 'kb.db');
  const began = performance.now();
  await fill(path);
  say(
    `${TASKS * TRIALS} synthetic trials of ${TASKS} tasks written in ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
  const store = openSqliteStore(path);
  const statistics = await store.statistics();
  say(`${((statistics.bytes ?? 0) / 2 ** 20).toFixed(0)} MiB, ${statistics.trials} trials`);
  const random = createRandom('targets');
  const took: Record<'heads' | 'nearest' | 'points' | 'all', number[]> = {
    heads: [],
    nearest: [],
    points: [],
    all: [],
  };
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const target = randomSignature(random);
    const times = [performance.now()];
    const heads = await store.taskHeads();
    times.push(performance.now());
    const ids = nearestOf(target, heads);
    times.push(performance.now());
    const points = await store.taskPoints(ids);
    times.push(performance.now());
    if (heads.length !== TASKS || points.size !== NEAREST) throw new Error('tasks are missing');
    const [start = 0, read = 0, found = 0, end = 0] = times;
    took.heads.push(read - start);
    took.nearest.push(found - read);
    took.points.push(end - found);
    took.all.push(end - start);
  }
  told(`${TASKS} heads`, took.heads);
  told(`${NEAREST} nearest by signature`, took.nearest);
  told(`${NEAREST * TRIALS} points of them`, took.points);
  told('all', took.all);
  await store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
