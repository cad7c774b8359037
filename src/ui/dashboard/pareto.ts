import { isPlausible } from '../../study/check-constraints.ts';
import { measuredTrials } from '../../study/incumbent.ts';
import type { Trial } from '../../study/trial.ts';

/** A measured trial as throughput (inferences/s) and mean time of a run (ms). */
export interface TradeOff {
  readonly number: number;
  readonly throughputIps: number;
  readonly latencyMs: number;
  /** No trial that may be used is both faster and quicker to answer. */
  readonly isFront: boolean;
  readonly isFeasible: boolean;
}

/** Measured trials with the Pareto front among those that keep the constraints. */
export function tradeOffs(trials: readonly Trial[]): readonly TradeOff[] {
  const points = measuredTrials(trials)
    .map((t) => ({
      number: t.number,
      throughputIps: t.measurement.throughputIps.value,
      latencyMs: t.measurement.latencyMs.mean,
      isFeasible: isPlausible(t.violations),
    }))
    .filter((p) => p.throughputIps > 0 && p.latencyMs > 0);
  // Quickest first; on the front is who has more throughput than all that are quicker.
  const byLatency = points
    .filter((p) => p.isFeasible)
    .sort((a, b) => a.latencyMs - b.latencyMs || b.throughputIps - a.throughputIps);
  const front = new Set<number>();
  let most = 0;
  for (const { number, throughputIps } of byLatency) {
    if (throughputIps <= most) continue;
    most = throughputIps;
    front.add(number);
  }
  return points.map((p) => ({ ...p, isFront: front.has(p.number) }));
}
