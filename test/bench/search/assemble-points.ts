import {
  type Configuration,
  configurationKey,
  sessionKey,
} from '../../../src/space/configuration.ts';
import { referenceLevels, steadied } from '../../../src/surface/steadied.ts';
import type { SurfacePoint } from '../../../src/surface/surface-point.ts';
import type { RecordedPoint, Replicate } from './recorded-surface.ts';

/**
 * Seconds until one more Node.js process with the runtime stands, its session aside: the first probe of a session took that
 * much longer than later ones, per instance (MLP on the 2-core host: 0.27 s for one, 0.93 s for four).
 */
const SPAWN_S = 0.25;
/** Least share of a first probe that is measuring, whatever creating is said to take. */
const LEAST_MEASURING = 0.25;
/** What a probe is taken to cost where nobody recorded it, seconds. */
const UNKNOWN_PROBE_S = 1;

/**
 * Points of a surface from its rows, in the order of first mention; rows that were skipped are no part of the space. Ratios are
 * taken to the reference in the same replicate, whatever the file related them to. `probe_s` holds the creation of a session
 * in the first row of each session and replicate, and only there: sessions stay while batch sizes change. Throws where the
 * reference was not measured.
 */
export function assemblePoints(
  rows: readonly SurfacePoint[],
  reference: Configuration,
): readonly RecordedPoint[] {
  const referenceKey = configurationKey(reference);
  const references = new Map(
    rows
      .filter((r) => configurationKey(r.configuration) === referenceKey && isMeasured(r))
      .map((r) => [r.replicate, r]),
  );
  const points = new Map<string, { configuration: Configuration; replicates: Replicate[] }>();
  const created = new Set<string>();
  const steady = steadied(rows);
  const levels = referenceLevels(rows);
  const isReplicated = new Set(rows.map((r) => r.replicate)).size > 1;
  for (const [i, row] of rows.entries()) {
    const base = references.get(row.replicate);
    if (row.outcome === 'skipped' || base === undefined) continue;
    const key = configurationKey(row.configuration);
    const session = `${sessionKey(row.configuration)}#${row.replicate}`;
    const point = points.get(key) ?? {
      configuration: key === referenceKey ? reference : row.configuration,
      replicates: [],
    };
    const seen = replicateOf(row, base, !created.has(session));
    const { logRatio: steadyLogRatio } = measuredRatio(steady[i] ?? row, base);
    const referenceLevel = isReplicated ? (levels[i] ?? null) : null;
    point.replicates.push({ ...seen, steadyLogRatio, referenceLevel });
    points.set(key, point);
    created.add(session);
  }
  if (!points.has(referenceKey)) throw new Error("the runtime's default was not measured");
  return [...points.values()];
}

const isMeasured = (row: SurfacePoint): boolean =>
  row.outcome === 'measured' && (row.logRatio !== null || row.throughputIps !== null);

function measuredRatio(
  row: SurfacePoint,
  base: SurfacePoint,
): Pick<Replicate, 'logRatio' | 'standardError'> {
  return isMeasured(row) ? ratioTo(row, base) : { logRatio: null, standardError: null };
}

function replicateOf(
  row: SurfacePoint,
  base: SurfacePoint,
  isFirst: boolean,
): Omit<Replicate, 'steadyLogRatio' | 'referenceLevel'> {
  const createS = (row.sessionCreateMs ?? 0) / 1000 + SPAWN_S * row.configuration.instances;
  const probeS = row.probeS === 0 ? UNKNOWN_PROBE_S : row.probeS;
  const measureS =
    isFirst && row.probeS !== 0 ? Math.max(probeS - createS, LEAST_MEASURING * probeS) : probeS;
  return {
    ...measuredRatio(row, base),
    latencyMs: latencyOf(row),
    rssBytes: row.peakRssBytes,
    createS,
    measureS,
  };
}

function ratioTo(
  row: SurfacePoint,
  base: SurfacePoint,
): Pick<Replicate, 'logRatio' | 'standardError'> {
  if (row === base) return { logRatio: 0, standardError: 0 };
  if (row.logRatio !== null && base.logRatio !== null) {
    // The error of the reference's own ratio, where the file relates to another one, is common to all and cancels in regrets.
    return { logRatio: row.logRatio - base.logRatio, standardError: row.logRatioSe };
  }
  const ratio = (row.throughputIps ?? Number.NaN) / (base.throughputIps ?? Number.NaN);
  return { logRatio: Math.log(ratio), standardError: row.logRatioSe };
}

/** The median, else the mean, else what the throughput says it is on average. */
function latencyOf(row: SurfacePoint): number | null {
  const known = row.latencyP50Ms ?? row.latencyMeanMs;
  if (known !== null || row.throughputIps === null) return known;
  return (1000 * row.configuration.batchSize * row.configuration.instances) / row.throughputIps;
}
