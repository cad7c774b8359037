import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describeMachine, type Machine } from '../../src/cli/describe-machine.ts';
import { toolVersion } from '../../src/cli/package-info.ts';
import { prepareModel } from '../../src/cli/prepare-model.ts';
import { proberFor } from '../../src/cli/prober-for.ts';
import { readModelFile } from '../../src/cli/read-model-file.ts';
import { joinModelBytes } from '../../src/onnx/model-bytes.ts';
import { writeModel } from '../../src/onnx/write-model.ts';
import type { Configuration } from '../../src/space/configuration.ts';
import { estimateMemoryBytes } from '../../src/space/memory-estimate.ts';
import type { Prober } from '../../src/study/prober.ts';
import { ZOO } from '../../src/zoo/catalogue.ts';
import { configurationAt, pointOf, type SurfacePoint, surfaceCsv } from './support/surface.ts';

/**
 * Measures whole surfaces: throughput of every session (instances × threads) at every batch size, each in a heat with one
 * single-threaded instance at the model's own batch (the steadiest configuration there is), sessions in shuffled turns. One CSV per model, with provenance beside it;
 * models that have a file already are left alone, so that it can be stopped and started again.
 *
 *   npm run record:surfaces [-- zoo | zoo:resnet-18 | model.onnx …]     OUT=datasets/surfaces/2-core REPLICATES=1
 */
const OUT = process.env['OUT'] ?? 'datasets/surfaces/2-core';
const REPLICATES = Number(process.env['REPLICATES'] ?? 1);
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
/** Batches whose run would take longer than this are left out, ms. */
const RUN_LIMIT_MS = Number(process.env['RUN_LIMIT_MS'] ?? 350);
const BATCHES = (process.env['BATCHES'] ?? '1,2,4,8,16').split(',').map(Number);
/** Share of the machine's memory that all sessions of a heat may fill. */
const MEMORY_SHARE = 0.7;

const never = new AbortController().signal;

/** Instances × threads; 0 threads is the runtime's default. */
function sessionsOf(cores: number): readonly (readonly [instances: number, threads: number])[] {
  const counts = Array.from({ length: cores }, (_, i) => i + 1).filter((k) => cores % k === 0);
  const within = counts.flatMap((k) => [...new Set([1, cores / k])].map((t) => [k, t] as const));
  const over = [
    [cores + 1, 1],
    [2 * cores, 1],
    [2, cores],
  ] as const;
  // All cores in one instance are the default, but for its pinned threads.
  return [[1, 0], ...within.filter(([k, t]) => k * t < cores || k > 1), ...over];
}

function zooFile(name: string): string {
  const model = ZOO.find((m) => m.name === name);
  if (model === undefined) throw new Error(`there is no ${name} in the zoo`);
  const path = join(mkdtempSync(join(tmpdir(), 'tune-zoo-')), `${name}.onnx`);
  writeFileSync(path, joinModelBytes(writeModel(model.build())));
  return path;
}

async function record(path: string, name: string, machine: Machine): Promise<void> {
  const read = await readModelFile(path);
  const startedAt = new Date();
  const began = performance.now();
  const model = await prepareModel(
    read,
    {
      shapes: [],
      inputPath: null,
      seed: 0,
      folder: null,
      machine,
      batches: null,
      proofMs: Number.POSITIVE_INFINITY,
    },
    never,
  );
  const sessions = sessionsOf(Math.ceil(machine.facts.usableCores));
  const base = model.facts.baseBatch;
  const batches = model.space.batchable ? BATCHES.map((b) => b * base) : [base];
  const prober = proberFor(model, machine, 0);
  const points: SurfacePoint[] = [];
  try {
    for (let replicate = 1; replicate <= REPLICATES; replicate++) {
      for (const batchSize of batches) {
        const all = sessions.map(([instances, intraOpThreads]) =>
          configurationAt({ batchSize, instances, intraOpThreads }),
        );
        const fitting = withinMemory(all, (c) => estimateMemoryBytes(c, model.space), machine);
        const heat = await surfaceHeat(prober, base, fitting, replicate, batchSize === batches[0]);
        points.push(...heat);
        // Of one thread alone; the next batch is at least twice as large.
        if (2 * slowestRunMs(heat) > RUN_LIMIT_MS) break;
      }
    }
  } finally {
    await prober.close();
    model.discard();
  }
  mkdirSync(OUT, { recursive: true });
  writeFileSync(join(OUT, `${name}.csv`), surfaceCsv(points));
  const { facts } = machine;
  const provenance = {
    model: { name, sha256: model.facts.sha256, base_batch: base, batching: model.facts.batching },
    host: { ...facts.fingerprintParts, fingerprint: facts.fingerprint, node: facts.nodeVersion },
    tool_version: toolVersion(),
    started_at: startedAt.toISOString(),
    elapsed_s: Math.round((performance.now() - began) / 1000),
    command: `npm run record:surfaces -- ${path.startsWith(tmpdir()) ? `zoo:${name}` : basename(path)}`,
    rounds: ROUNDS,
    replicates: REPLICATES,
    disturbances: facts.disturbances,
  };
  writeFileSync(join(OUT, `${name}.json`), `${JSON.stringify(provenance, null, 2)}\n`);
}

/** Mean time of a run of the slowest single instance, ms. */
function slowestRunMs(points: readonly SurfacePoint[]): number {
  const runs = points
    .filter((p) => p.instances === 1 && p.throughputIps !== null)
    .map((p) => (1000 * p.batchSize) / (p.throughputIps ?? 1));
  return Math.max(0, ...runs);
}

/** The sessions that fit into memory together, in order; the rest of the surface stays open. */
function withinMemory(
  configurations: readonly Configuration[],
  bytesOf: (c: Configuration) => number,
  machine: Machine,
): readonly Configuration[] {
  let left = MEMORY_SHARE * machine.memoryLimits.memoryLimitBytes;
  return configurations.filter((c) => {
    const bytes = bytesOf(c);
    if (bytes > left) return false;
    left -= bytes;
    return true;
  });
}

async function surfaceHeat(
  prober: Prober,
  baseBatch: number,
  configurations: readonly Configuration[],
  replicate: number,
  fresh: boolean,
): Promise<readonly SurfacePoint[]> {
  const reference = {
    ...configurationAt({ batchSize: baseBatch, instances: 1, intraOpThreads: 1 }),
  };
  const isReference = (c: Configuration): boolean =>
    c.batchSize === baseBatch && c.instances === 1 && c.intraOpThreads === 1;
  const challengers = configurations.filter((c) => !isReference(c));
  const result = await prober.heat(
    {
      reference,
      challengers,
      fresh: fresh && replicate > 1,
      maxMs: 240_000,
      keepRunTimes: false,
      afterRound: (round) => ({ leave: [], stop: round >= ROUNDS }),
    },
    never,
  );
  const points = challengers.map((c, i) =>
    pointOf(c, replicate, result.challengers[i] ?? { status: 'skipped', reason: '', costMs: 0 }),
  );
  return configurations.some(isReference)
    ? [pointOf(reference, replicate, result.reference), ...points]
    : points;
}

const machine = await describeMachine();
const asked = process.argv.slice(2);
const names = (asked.length === 0 ? ['zoo'] : asked).flatMap((word) =>
  word === 'zoo' ? ZOO.map((m) => `zoo:${m.name}`) : [word],
);
for (const word of names) {
  const isZoo = word.startsWith('zoo:');
  const name = isZoo ? word.slice(4) : basename(word, '.onnx');
  if (existsSync(join(OUT, `${name}.csv`))) continue;
  const began = performance.now();
  try {
    await record(isZoo ? zooFile(name) : word, name, machine);
    const points =
      readFileSync(join(OUT, `${name}.csv`), 'utf8')
        .trim()
        .split('\n').length - 1;
    process.stdout.write(
      `${name}: ${points} points in ${Math.round((performance.now() - began) / 1000)} s\n`,
    );
  } catch (error) {
    process.stdout.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
