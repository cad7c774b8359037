import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Calibration } from '../../src/calibration/calibration.ts';
import { type Prediction, predictSurface } from '../../src/cost/predict-surface.ts';
import { nearest } from '../../src/signature/nearest.ts';
import {
  type Configuration,
  configurationKey,
  runtimeDefault,
} from '../../src/space/configuration.ts';
import { sessionBytesOf } from '../../src/space/memory-estimate.ts';
import { median } from '../../src/stats/median.ts';
import { rankCorrelation } from '../../src/stats/rank-correlation.ts';
import { parseSurface } from '../../src/surface/parse-surface.ts';
import { steadied } from '../../src/surface/steadied.ts';
import type { SurfacePoint } from '../../src/surface/surface-point.ts';
import { activationPeakBytes } from '../../src/work/activation-peak.ts';
import { knownModel, type SurfaceModel } from './support/known-models.ts';

/**
 * The surface the cost law predicts before any trial, against the measured one: rank correlation, error of the logarithm
 * once one run has fixed the scale, and what the configuration it would choose loses against the best one measured;
 * beside three choices that need no prediction. Models of the target's architecture family are never used for it.
 *
 *   npm run bench:prediction [-- folder of .onnx files …]     SURFACES=datasets/surfaces/2-core
 */
const SURFACES = process.env['SURFACES'] ?? 'datasets/surfaces/2-core';

interface Surface {
  readonly model: SurfaceModel;
  /** Mean log-ratio to the surface's reference by configuration. */
  readonly points: ReadonlyMap<
    string,
    {
      readonly configuration: Configuration;
      readonly logRatio: number;
      readonly memoryBytes: number | null;
    }
  >;
  readonly logRatioSe: number;
}

interface Row {
  readonly name: string;
  readonly configurations: number;
  readonly noise: number;
  readonly correlation: number;
  readonly logError: number;
  readonly regret: number;
  readonly regretDefault: number;
  readonly regretMean: number;
  readonly regretNearest: number;
  readonly nearestName: string;
  /** Configurations whose measured ratio lies in the predicted 95 % interval, those of the measurement's own error added. */
  readonly covered: number;
  /** Median of predicted to measured memory of all instances. */
  readonly memoryRatio: number;
}

function surfaceOf(model: SurfaceModel, points: readonly SurfacePoint[]): Surface {
  const byKey = new Map<
    string,
    { configuration: Configuration; values: number[]; memoryBytes: number | null }
  >();
  for (const point of steadied(points)) {
    if (point.logRatio === null) continue;
    const { configuration } = point;
    const key = configurationKey(configuration);
    const entry = byKey.get(key) ?? {
      configuration,
      values: [],
      memoryBytes: point.peakRssBytes,
    };
    entry.values.push(point.logRatio);
    byKey.set(key, entry);
  }
  const mean = (values: readonly number[]): number =>
    values.reduce((a, b) => a + b, 0) / values.length;
  return {
    model,
    points: new Map(
      [...byKey].map(([key, { configuration, values, memoryBytes }]) => [
        key,
        { configuration, logRatio: mean(values), memoryBytes },
      ]),
    ),
    logRatioSe: median(points.flatMap((p) => (p.logRatioSe === null ? [] : [p.logRatioSe]))),
  };
}

/** Share of the best throughput that a choice gives away. */
function regretOf(surface: Surface, key: string | undefined): number {
  const best = Math.max(...[...surface.points.values()].map((p) => p.logRatio));
  const chosen = key === undefined ? undefined : surface.points.get(key);
  return chosen === undefined ? Number.NaN : 1 - Math.exp(chosen.logRatio - best);
}

/** Key of a configuration with the batch counted in files' own batches, so that models of different ones compare. */
function relativeKey(c: Configuration, baseBatch: number): string {
  return configurationKey({ ...c, batchSize: c.batchSize / baseBatch });
}

function bestKeyBy(
  surface: Surface,
  score: (key: string, configuration: Configuration) => number,
): string | undefined {
  let best: { key: string; score: number } | undefined;
  for (const [key, { configuration }] of surface.points) {
    const value = score(key, configuration);
    if (!Number.isNaN(value) && (best === undefined || value > best.score))
      best = { key, score: value };
  }
  return best?.key;
}

/** The points of a surface, the run that fixes the scale first: deviations of predicted ratios are to it. */
function scaleFirst({ model, points }: Surface) {
  const isScale = (c: Configuration): boolean =>
    c.instances === 1 && c.intraOpThreads === 1 && c.batchSize === model.baseBatch;
  const all = [...points.values()];
  return [
    ...all.filter((p) => isScale(p.configuration)),
    ...all.filter((p) => !isScale(p.configuration)),
  ];
}

function predict(
  { baseBatch, workAt }: SurfaceModel,
  configurations: readonly Configuration[],
  { constants }: Calibration,
): readonly Prediction[] {
  const work = workAt(baseBatch);
  return predictSurface(configurations, {
    workAt,
    host: constants,
    defaultThreads: constants.cores,
    model: {
      baseBatch,
      batchable: true,
      parallelBranches: false,
      bytesPerSample: activationPeakBytes(work, 0) / baseBatch,
      sessionBytes: sessionBytesOf(work.weightBytes),
    },
  });
}

/** What choices that need no prediction give away: the default, the best on average, the best of the nearest model. */
function baselines(
  surface: Surface,
  others: readonly Surface[],
): Pick<Row, 'regretDefault' | 'regretMean' | 'regretNearest' | 'nearestName'> {
  const { model } = surface;
  const strangers = others.filter((o) => o.model.family !== model.family);
  const [neighbour] = nearest(
    model.signature,
    strangers.map((s) => ({ name: s.model.name, signature: s.model.signature, surface: s })),
    1,
  );
  const byKey = (value: (key: string) => number): string | undefined =>
    bestKeyBy(surface, (_, c) => value(relativeKey(c, model.baseBatch)));
  return {
    regretDefault: regretOf(surface, configurationKey(runtimeDefault(model.baseBatch))),
    regretMean: regretOf(
      surface,
      byKey((key) => meanNormalised(strangers, key)),
    ),
    regretNearest:
      neighbour === undefined
        ? Number.NaN
        : regretOf(
            surface,
            byKey((key) => valueAt(neighbour.model.surface, key)),
          ),
    nearestName: neighbour?.model.name ?? '',
  };
}

function evaluate(surface: Surface, others: readonly Surface[], calibration: Calibration): Row {
  const { model } = surface;
  const measured = scaleFirst(surface);
  const configurations = measured.map((p) => p.configuration);
  const predictions = predict(model, configurations, calibration);
  const predicted = predictions.map((p) => Math.log(p.throughputIps));
  const actual = measured.map((p) => p.logRatio);
  const shift = (predicted[0] ?? 0) - (actual[0] ?? 0);
  const errors = predicted.map((p, i) => Math.abs(p - shift - (actual[i] ?? 0)));
  const inside = errors.filter(
    (e, i) => e <= 1.96 * Math.hypot(predictions[i]?.relativeLogDeviation ?? 0, surface.logRatioSe),
  );
  const scores = new Map(
    measured.map((p, i) => [configurationKey(p.configuration), predicted[i] ?? 0]),
  );
  return {
    ...baselines(surface, others),
    name: model.name,
    configurations: measured.length,
    noise: surface.logRatioSe,
    correlation: rankCorrelation(predicted, actual),
    logError: median(errors),
    regret: regretOf(
      surface,
      bestKeyBy(surface, (key) => scores.get(key) ?? Number.NaN),
    ),
    covered: inside.length / errors.length,
    memoryRatio: median(
      measured.flatMap((p, i) =>
        p.memoryBytes === null ? [] : [(predictions[i]?.memoryBytes ?? 0) / p.memoryBytes],
      ),
    ),
  };
}

/** Share of the best of each surface that a configuration reaches, on average over those that hold it. */
function meanNormalised(surfaces: readonly Surface[], key: string): number {
  const values = surfaces.flatMap((s) => {
    const best = Math.max(...[...s.points.values()].map((p) => p.logRatio));
    const value = valueAt(s, key);
    return Number.isNaN(value) ? [] : [Math.exp(value - best)];
  });
  // A configuration that few models could run was not tried enough to be anybody's choice.
  if (values.length < surfaces.length / 2) return Number.NaN;
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function valueAt(surface: Surface, relative: string): number {
  for (const { configuration, logRatio } of surface.points.values()) {
    if (relativeKey(configuration, surface.model.baseBatch) === relative) return logRatio;
  }
  return Number.NaN;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const calibration = JSON.parse(
  readFileSync(join(SURFACES, 'calibration.json'), 'utf8'),
) as Calibration;
const names = readdirSync(SURFACES)
  .filter((f) => f.endsWith('.csv'))
  .map((f) => f.slice(0, -4))
  .sort();
const surfaces: Surface[] = [];
for (const name of names) {
  const model = await knownModel(name, process.argv.slice(2));
  if (model === null) continue;
  const points = parseSurface(readFileSync(join(SURFACES, `${name}.csv`), 'utf8'), name);
  const surface = surfaceOf(model, points);
  if (surface.points.size > 1) surfaces.push(surface);
}
const rows = surfaces.map((s) =>
  evaluate(
    s,
    surfaces.filter((o) => o !== s),
    calibration,
  ),
);
process.stdout.write(
  'model | configurations | noise (se) | rank correlation | log error | regret: prediction | default | best mean | nearest | nearest model\n---|---|---|---|---|---|---|---|---|---\n',
);
for (const r of rows) {
  process.stdout.write(
    `${r.name} | ${r.configurations} | ${r.noise.toFixed(3)} | ${r.correlation.toFixed(2)} | ${r.logError.toFixed(2)} | ${percent(r.regret)} | ${percent(r.regretDefault)} | ${percent(r.regretMean)} | ${percent(r.regretNearest)} | ${r.nearestName}\n`,
  );
}
const over = (of: (row: Row) => number): readonly number[] =>
  rows.map(of).filter((v) => !Number.isNaN(v));
const middle = (of: (row: Row) => number): number => median(over(of));
const mean = (of: (row: Row) => number): number =>
  over(of).reduce((a, b) => a + b, 0) / over(of).length;
process.stdout.write(
  `median of ${rows.length} | | ${middle((r) => r.noise).toFixed(3)} | ${middle((r) => r.correlation).toFixed(2)} (lowest ${Math.min(...over((r) => r.correlation)).toFixed(2)}) | ${middle((r) => r.logError).toFixed(2)} | ${percent(middle((r) => r.regret))} | ${percent(middle((r) => r.regretDefault))} | ${percent(middle((r) => r.regretMean))} | ${percent(middle((r) => r.regretNearest))} |\n`,
);
const all = rows.reduce((sum, r) => sum + r.configurations, 0);
const covered = rows.reduce((sum, r) => sum + r.covered * r.configurations, 0);
process.stdout.write(
  `mean regret | | | | | ${percent(mean((r) => r.regret))} | ${percent(mean((r) => r.regretDefault))} | ${percent(mean((r) => r.regretMean))} | ${percent(mean((r) => r.regretNearest))} |\n` +
    `\npredicted 95 % intervals of ratios held the measured one for ${percent(covered / all)} of ${all} configurations; ` +
    `predicted memory was ${middle((r) => r.memoryRatio).toFixed(2)} of the measured peak at the median model ` +
    `(${Math.min(...over((r) => r.memoryRatio)).toFixed(2)} to ${Math.max(...over((r) => r.memoryRatio)).toFixed(2)})\n`,
);
