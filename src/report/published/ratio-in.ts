import type { Objective } from '../../study/objective.ts';
import type { PublishedRatio, PublishedRatios } from './published-measurement.ts';

const UNKNOWN: PublishedRatio = {
  value: null,
  low: null,
  high: null,
  log: null,
  log_standard_error: null,
  degrees_of_freedom: null,
};

/** The ratio of an objective; a file need not have those that only a load has. */
export function ratioIn(ratios: PublishedRatios, objective: Objective): PublishedRatio {
  return ratios[objective] ?? UNKNOWN;
}
