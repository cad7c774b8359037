import type { AimdStep } from '../../load/aimd-guard.ts';
import type { BoundCount, Goodput, LoadStatistics } from '../../load/load-statistics.ts';
import type { JsonRecord } from '../json-record.ts';
import { boolean, nullable, oneOf } from '../schema-parts.ts';
import {
  closed,
  list,
  type Members,
  orSpecial,
  plainText,
  whole,
  within,
} from './bounded-schema.ts';

const COUNT = whole(0, 1e12);
const RATE = within(0, 1e12);
const MS = within(0, 1e10);
/** Nothing ran: what is a mean over runs is then not known. */
const MEAN = orSpecial(MS, 'NaN');

const bound: Members<BoundCount> = {
  metric: plainText(60),
  boundMs: within(0, 1e18),
  quantile: within(0, 1),
  violations: COUNT,
  clusterSize: within(1, 1e12),
};

const step: Members<AimdStep> = {
  at: MS,
  from: whole(1, 2 ** 24),
  to: whole(1, 2 ** 24),
  reason: oneOf('within target', 'beyond target'),
  observedMs: MS,
};

const goodput: Members<Goodput> = {
  heldPerS: RATE,
  brokenPerS: nullable(RATE),
  tried: list(
    closed({
      ratePerS: RATE,
      verdict: oneOf('held', 'broken', 'overloaded', 'undecided'),
      requests: COUNT,
      p99Ms: nullable(MS),
    }),
    10_000,
  ),
};

const load: Members<LoadStatistics> = {
  offeredPerS: nullable(RATE),
  servedPerS: RATE,
  requests: COUNT,
  rejected: COUNT,
  expired: COUNT,
  meanBatch: orSpecial(within(0, 2 ** 24), 'NaN'),
  meanWaitMs: MEAN,
  meanServiceMs: MEAN,
  utilisation: orSpecial(within(0, 100), 'NaN'),
  generatorLagMs: MEAN,
  generatorKeptUp: boolean(),
  cpuCores: orSpecial(within(0, 65_536), 'NaN'),
  overloaded: boolean(),
  capacityPerS: nullable(RATE),
  bounds: list(closed(bound), 100),
  guardSteps: list(closed(step), 1_000_000),
  goodput: nullable(closed(goodput)),
};

/** What became of the requests that were offered to a configuration. */
export const LOAD: JsonRecord = closed(load, ['guardSteps']);
