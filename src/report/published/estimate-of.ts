import type { Estimate } from '../../core/estimate.ts';
import type { PublishedEstimate } from './published-measurement.ts';

/** A published estimate with infinite bounds where they are not known; the value is NaN where it is not. */
export function estimateOf({ value, low, high }: PublishedEstimate): Estimate {
  return {
    value: value ?? Number.NaN,
    low: low ?? Number.NEGATIVE_INFINITY,
    high: high ?? Number.POSITIVE_INFINITY,
  };
}
