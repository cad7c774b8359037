import { type Configuration, runtimeDefault } from '../../../src/space/configuration.ts';

/** One row of a surface's CSV; null is an empty cell or a missing column. */
export interface SurfaceRow {
  readonly configuration: Configuration;
  readonly replicate: number;
  readonly outcome: 'measured' | 'failed' | 'skipped';
  readonly logRatio: number | null;
  readonly logRatioSe: number | null;
  readonly throughputIps: number | null;
  readonly latencyMs: number | null;
  readonly rssBytes: number | null;
  readonly sessionCreateMs: number | null;
  readonly probeS: number | null;
}

/**
 * Rows of a surface in CSV with a header, in the order of the file. `batch_size`, `instances`, `intra_op_threads` and one of
 * `log_ratio` and `throughput_ips` are needed; a knob without a column has the runtime's default. Throws where a needed
 * column is missing.
 */
export function surfaceRows(text: string): readonly SurfaceRow[] {
  const [header = '', ...lines] = text.trim().split(/\r?\n/);
  const columns = new Map(header.split(',').map((name, i) => [name.trim(), i]));
  for (const needed of ['batch_size', 'instances', 'intra_op_threads']) {
    if (!columns.has(needed)) throw new Error(`not a surface: no column ${needed}`);
  }
  if (!columns.has('log_ratio') && !columns.has('throughput_ips')) {
    throw new Error('not a surface: neither log_ratio nor throughput_ips');
  }
  return lines.map((line) => {
    const cells = line.split(',');
    return rowOf((name) => cells[columns.get(name) ?? -1]?.trim() ?? '');
  });
}

function rowOf(at: (column: string) => string): SurfaceRow {
  const number = (column: string): number | null => (at(column) === '' ? null : Number(at(column)));
  const logRatio = number('log_ratio');
  const throughputIps = number('throughput_ips');
  const isKnown = logRatio !== null || throughputIps !== null;
  return {
    configuration: configurationAt(at, number),
    replicate: number('replicate') ?? 1,
    outcome: (at('outcome') || (isKnown ? 'measured' : 'failed')) as SurfaceRow['outcome'],
    logRatio,
    logRatioSe: number('log_ratio_se'),
    throughputIps,
    latencyMs: number('latency_p50_ms') ?? number('latency_mean_ms'),
    rssBytes: number('peak_rss_bytes'),
    sessionCreateMs: number('session_create_ms'),
    probeS: number('probe_s'),
  };
}

function configurationAt(
  at: (column: string) => string,
  number: (column: string) => number | null,
): Configuration {
  const usual = runtimeDefault(1);
  const word = <W extends string>(column: string, otherwise: W): W =>
    (at(column) || otherwise) as W;
  return {
    provider: word('provider', usual.provider),
    batchSize: number('batch_size') ?? usual.batchSize,
    instances: number('instances') ?? usual.instances,
    intraOpThreads: number('intra_op_threads') ?? usual.intraOpThreads,
    interOpThreads: number('inter_op_threads') ?? usual.interOpThreads,
    executionMode: word('execution_mode', usual.executionMode),
    graphOptimization: word('graph_optimization', usual.graphOptimization),
    spinning: at('spinning') !== 'false',
    memoryArena: at('memory_arena') !== 'false',
  };
}
