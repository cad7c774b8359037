import type { PublishedResult } from '../published/published-result.ts';
import { configurationText, publishedKey } from './published-words.ts';

/** A measured configuration by what serving cares for. */
export interface ParetoPoint {
  /** Mean time of a run, ms. */
  readonly latencyMs: number;
  /** Inferences per second. */
  readonly throughput: number;
  /** No other measured configuration is at least as good in both and better in one. */
  readonly isOnFront: boolean;
  readonly role: 'reference' | 'recommended' | 'other';
  readonly configuration: string;
}

/**
 * All measured configurations, by latency. What ran at different times on a noisy machine compares badly, so each figure is
 * the ratio to the reference, measured in turns, times the reference's own; the finalists count with what the final
 * race says of them.
 */
export function paretoOf(result: PublishedResult): readonly ParetoPoint[] {
  const { reference, recommendation, runners_up: runnersUp } = result;
  const measured = new Map(
    [
      ...result.trials.filter((t) => t.outcome !== 'failed'),
      ...runnersUp,
      ...(recommendation === null ? [] : [recommendation]),
      ...(reference === null ? [] : [reference]),
    ].map((m) => [publishedKey(m.configuration), m]),
  );
  const standard = reference && {
    throughput: reference.throughput_ips.value ?? 0,
    latencyMs: reference.latency_ms.mean,
  };
  const points = [...measured].flatMap(([key, m]) => {
    const throughput = (standard?.throughput ?? 0) * (m.vs_reference.throughput.value ?? 0);
    // Ratios say how much better: of latency, how many times faster.
    const latencyMs = (standard?.latencyMs ?? 0) / (m.vs_reference.latency.value ?? 0);
    if (!(throughput > 0 && latencyMs > 0 && Number.isFinite(latencyMs))) return [];
    return [{ key, latencyMs, throughput, configuration: m.configuration }];
  });
  const keyOf = (m: typeof recommendation | typeof reference): string | null =>
    m === null ? null : publishedKey(m.configuration);
  return points
    .map(({ key, latencyMs, throughput, configuration }) => ({
      latencyMs,
      throughput,
      isOnFront: !points.some(
        (p) =>
          p.latencyMs <= latencyMs &&
          p.throughput >= throughput &&
          (p.latencyMs < latencyMs || p.throughput > throughput),
      ),
      role: roleOf(key, keyOf(recommendation), keyOf(reference)),
      configuration: configurationText(configuration),
    }))
    .sort((a, b) => a.latencyMs - b.latencyMs || b.throughput - a.throughput);
}

function roleOf(
  key: string,
  recommended: string | null,
  reference: string | null,
): ParetoPoint['role'] {
  if (key === recommended) return 'recommended';
  return key === reference ? 'reference' : 'other';
}
