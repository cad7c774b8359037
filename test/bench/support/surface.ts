import { stringify } from 'csv-stringify/sync';
import type { Configuration } from '../../../src/space/configuration.ts';
import { runtimeDefault } from '../../../src/space/configuration.ts';
import type { MemberOutcome } from '../../../src/study/prober.ts';

/** One measured configuration of a surface, one replicate. */
export interface SurfacePoint {
  readonly batchSize: number;
  readonly instances: number;
  readonly intraOpThreads: number;
  readonly replicate: number;
  readonly outcome: 'measured' | 'failed' | 'skipped';
  /** Throughput to that of one single-threaded instance at the model's own batch, in the same heat, with its standard error. */
  readonly logRatio: number | null;
  readonly logRatioSe: number | null;
  readonly throughputIps: number | null;
  readonly latencyP50Ms: number | null;
  readonly latencyP90Ms: number | null;
  readonly peakRssBytes: number | null;
  readonly sessionCreateMs: number | null;
  readonly firstRunMs: number | null;
  /** Seconds this probe took, its share of the heat and of creating sessions included. */
  readonly probeS: number;
}

const COLUMNS = [
  'batch_size',
  'instances',
  'intra_op_threads',
  'replicate',
  'outcome',
  'log_ratio',
  'log_ratio_se',
  'throughput_ips',
  'latency_p50_ms',
  'latency_p90_ms',
  'peak_rss_bytes',
  'session_create_ms',
  'first_run_ms',
  'probe_s',
] as const;

/** The point a heat's outcome says of a configuration. */
export function pointOf(c: Configuration, replicate: number, outcome: MemberOutcome): SurfacePoint {
  const m = outcome.status === 'measured' ? outcome.measurement : null;
  return {
    batchSize: c.batchSize,
    instances: c.instances,
    intraOpThreads: c.intraOpThreads,
    replicate,
    outcome: outcome.status,
    logRatio: m?.logRatio.throughput.value ?? null,
    logRatioSe: m?.logRatio.throughput.standardError ?? null,
    throughputIps: m?.throughputIps.value ?? null,
    latencyP50Ms: m?.latencyMs.p50 ?? null,
    latencyP90Ms: m?.latencyMs.p90 ?? null,
    peakRssBytes: m?.peakRssBytes ?? null,
    sessionCreateMs: m?.sessionCreateMs ?? null,
    firstRunMs: m?.firstRunMs ?? null,
    probeS: outcome.costMs / 1000,
  };
}

/** A surface as CSV: a header and one row per point. */
export function surfaceCsv(points: readonly SurfacePoint[]): string {
  const rows = points.map((p) => [
    p.batchSize,
    p.instances,
    p.intraOpThreads,
    p.replicate,
    p.outcome,
    rounded(p.logRatio),
    rounded(p.logRatioSe),
    rounded(p.throughputIps),
    rounded(p.latencyP50Ms),
    rounded(p.latencyP90Ms),
    p.peakRssBytes,
    rounded(p.sessionCreateMs),
    rounded(p.firstRunMs),
    rounded(p.probeS),
  ]);
  return stringify(rows, { header: true, columns: [...COLUMNS] });
}

/** Reads what `surfaceCsv` wrote. Throws where the header is another. */
export function parseSurfaceCsv(text: string): readonly SurfacePoint[] {
  const [header = '', ...lines] = text.trim().split(/\r?\n/);
  if (header !== COLUMNS.join(',')) throw new Error('not a surface: another header');
  return lines.map((line) => {
    const cells = line.split(',');
    const at = (name: (typeof COLUMNS)[number]): string => cells[COLUMNS.indexOf(name)] ?? '';
    const number = (name: (typeof COLUMNS)[number]): number | null =>
      at(name) === '' ? null : Number(at(name));
    return {
      batchSize: number('batch_size') ?? 0,
      instances: number('instances') ?? 0,
      intraOpThreads: number('intra_op_threads') ?? 0,
      replicate: number('replicate') ?? 0,
      outcome: at('outcome') as SurfacePoint['outcome'],
      logRatio: number('log_ratio'),
      logRatioSe: number('log_ratio_se'),
      throughputIps: number('throughput_ips'),
      latencyP50Ms: number('latency_p50_ms'),
      latencyP90Ms: number('latency_p90_ms'),
      peakRssBytes: number('peak_rss_bytes'),
      sessionCreateMs: number('session_create_ms'),
      firstRunMs: number('first_run_ms'),
      probeS: number('probe_s') ?? 0,
    };
  });
}

/** The configuration a point is of; everything the surface does not vary is the runtime's default. */
export function configurationAt(
  point: Pick<SurfacePoint, 'batchSize' | 'instances' | 'intraOpThreads'>,
): Configuration {
  const { batchSize, instances, intraOpThreads } = point;
  return { ...runtimeDefault(1), batchSize, instances, intraOpThreads };
}

function rounded(value: number | null): string {
  return value === null ? '' : String(Number(value.toPrecision(6)));
}
