import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Calibration } from '../../../src/calibration/calibration.ts';
import { type BatchTime, batchCurve } from '../../../src/load/batch-curve.ts';
import {
  type Configuration,
  configurationKey,
  sessionKey,
} from '../../../src/space/configuration.ts';
import { median } from '../../../src/stats/median.ts';
import { parseSurface } from '../../../src/surface/parse-surface.ts';
import { loadSurfaces } from '../search/load-surfaces.ts';
import type { RecordedSurface, Replicate } from '../search/recorded-surface.ts';
import { truthsOf } from '../search/truth.ts';

/** Where surfaces of one host lie. */
const HOSTS = ['datasets/surfaces/2-core', 'datasets/surfaces/2-core-zen5'] as const;
/** Both hosts have so many. */
export const CORES = 2;
/** A bound on the 99th percentile, in run times of the runtime's default. */
const BOUND_RUNS = 4;
/** Models whose default runs are shorter are served at rates where a generator of requests is what is measured. */
const SHORTEST_RUN_MS = 0.4;

/** A model with a recorded surface, as the simulation serves it. */
export interface ServedModel {
  readonly name: string;
  readonly surface: RecordedSurface;
  readonly calibration: Calibration;
  /** The upper bound on p99 that a study of it asks for. */
  readonly boundMs: number;
  /** Configurations without a batcher that a study of this host would try. */
  readonly bare: readonly Configuration[];
  readonly replicates: number;
  /** Time of one run with so many instances busy, free of noise: as one replicate shows it, or as all of them do. */
  runMs(session: Configuration, replicate: number | null): (batch: number, busy: number) => number;
  /** Times of the session's recorded batch sizes with all instances busy. */
  timesOf(session: Configuration): readonly BatchTime[];
  /** Standard deviation of the log of single runs. */
  readonly runSpread: number;
}

/** What a study of a 2-core host looks through: no more threads at once than cores. */
function isUsual({ instances, intraOpThreads, spinning }: Configuration): boolean {
  return spinning && instances * (intraOpThreads || CORES) <= CORES;
}

/** All models with two replicates and more whose graph is in the zoo, and whose runs are not too short. */
export async function servedModels(
  hosts: readonly string[] = HOSTS,
): Promise<readonly ServedModel[]> {
  const folders = await Promise.all(
    hosts.map(async (folder) => ({ folder, ...(await loadSurfaces(folder, [])) })),
  );
  return folders.flatMap(({ folder, surfaces, calibration }) =>
    surfaces.flatMap((surface) => {
      const replicates = Math.min(...surface.points.map((p) => p.replicates.length));
      if (calibration === null || surface.workAt === null || replicates < 2) return [];
      const model = servedModel(folder, surface, calibration, replicates);
      return model === null ? [] : [model];
    }),
  );
}

function servedModel(
  folder: string,
  surface: RecordedSurface,
  calibration: Calibration,
  replicates: number,
): ServedModel | null {
  const truths = truthsOf(surface);
  const referenceMs = truths.get(configurationKey(surface.reference))?.latencyMs ?? 0;
  if (referenceMs < SHORTEST_RUN_MS) return null;
  const points = surface.points.filter((p) => isUsual(p.configuration));
  const runMsOf = (c: Configuration, logRatio: number): number =>
    (referenceMs * (c.batchSize / surface.baseBatch) * c.instances) / Math.exp(logRatio);
  const timesIn = (key: string, replicate: number | null): readonly BatchTime[] =>
    points
      .filter((p) => sessionKey(p.configuration) === key)
      .map(({ configuration: c, replicates: all }) => ({
        batch: c.batchSize,
        runMs: runMsOf(c, replicate === null ? meanRatio(all) : ratioIn(all, replicate)),
      }));
  const timesOf = (c: Configuration, replicate: number | null): readonly BatchTime[] =>
    timesIn(sessionKey(c), replicate);
  return {
    name: surface.name,
    surface,
    calibration,
    boundMs: Number((BOUND_RUNS * referenceMs).toPrecision(2)),
    bare: points.map((p) => p.configuration),
    replicates,
    runSpread: runSpreadOf(folder, surface.name),
    timesOf: (c) => timesOf(c, null),
    runMs: (c, replicate) => {
      const together = batchCurve(timesOf(c, replicate));
      if (c.instances === 1) return together;
      // Fewer busy instances share less; how much is known of one alone, between the two it is taken as straight.
      const alone = batchCurve(timesOf({ ...c, instances: 1 }, replicate));
      return (batch, busy) => {
        const all = together(batch);
        const one = Math.min(all, alone(batch));
        return one + ((all - one) * (busy - 1)) / (c.instances - 1);
      };
    },
  };
}

const ratioIn = (all: readonly Replicate[], replicate: number): number =>
  all[replicate]?.steadyLogRatio ?? meanRatio(all);

function meanRatio(all: readonly Replicate[]): number {
  const known = all.map((r) => r.steadyLogRatio).filter((v) => v !== null);
  return known.reduce((sum, v) => sum + v, 0) / known.length;
}

/** A normal distribution's p90 lies so many deviations above its p50. */
const P90_DEVIATIONS = 1.2816;
const SPREADS = { least: 0.03, most: 0.3 };

/** From p50 and p90 of the runs of the usual configurations, at the median. */
function runSpreadOf(folder: string, name: string): number {
  const rows = parseSurface(readFileSync(join(folder, `${name}.csv`), 'utf8'), `${name}.csv`);
  const spreads = rows.flatMap(({ configuration, latencyP50Ms, latencyP90Ms }) =>
    isUsual(configuration) && latencyP50Ms !== null && latencyP90Ms !== null
      ? [Math.log(latencyP90Ms / latencyP50Ms) / P90_DEVIATIONS]
      : [],
  );
  return Math.min(SPREADS.most, Math.max(SPREADS.least, median(spreads)));
}
