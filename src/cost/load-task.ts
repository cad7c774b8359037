import type { Load } from '../load/load.ts';
import type { Configuration } from '../space/configuration.ts';
import type { Pricing } from '../space/price-per-hour.ts';

/** What is known of a configuration whose instances run back to back, all of them busy. */
export interface BusyTimes {
  readonly configuration: Configuration;
  /** Time of one run of `batchSize` samples, ms. */
  readonly runMs: number;
  /** CPU time per sample, ms. */
  readonly cpuMs: number;
  /** Standard deviation of the logarithm of `runMs`. */
  readonly deviation: number;
  /** The same of its ratio to the reference's. */
  readonly relativeDeviation: number;
}

/** A bound on a quantile of the time from intended arrival to answer. */
export interface QuantileBound {
  /** 0.5 to 0.99. */
  readonly quantile: number;
  readonly boundMs: number;
}

/** What is served, and what is made best. */
export interface LoadTask extends Pricing {
  readonly load: Load;
  /** One per constraint of the study; null for those that do not bound latency from above. */
  readonly bounds: readonly (QuantileBound | null)[];
  readonly objective: 'throughput' | 'latency' | 'efficiency' | 'goodput' | 'cost';
  /** As in `BatcherLimits`; none where absent. */
  readonly deadlineMs?: number;
}
