import type { Random } from '../../../src/core/random.ts';
import type { Observation } from '../../../src/search/strategy.ts';
import {
  type Configuration,
  configurationKey,
  sessionKey,
} from '../../../src/space/configuration.ts';
import { type Limits, marginsOf } from './limits.ts';
import type { RecordedSurface, Replicate } from './recorded-surface.ts';

/** A host that answers probes from a recorded surface. */
export interface ReplayHost {
  /** One replicate at random; processes that stand already need not be created again. */
  probe(configuration: Configuration): Observation;
}

/**
 * Plays probes on a surface. What a configuration shows depends on the seed only, not on when it is asked for, so that
 * strategies are compared on the same luck. Where there is one replicate only, noise of its own standard error is added.
 */
export function createReplayHost(
  surface: RecordedSurface,
  limits: Limits,
  random: Random,
): ReplayHost {
  const points = new Map(surface.points.map((p) => [configurationKey(p.configuration), p]));
  const warm = new Set<string>();
  return {
    probe: (configuration) => {
      const key = configurationKey(configuration);
      const point = points.get(key);
      if (point === undefined) throw new Error(`${key} is not on the surface of ${surface.name}`);
      const draw = random.fork(key);
      const drawn = point.replicates[draw.integer(point.replicates.length)] as Replicate;
      const isOnly = point.replicates.length === 1;
      const noise = isOnly ? draw.normal() * (drawn.standardError ?? 0) : 0;
      const session = sessionKey(configuration);
      const costS = drawn.measureS + (warm.has(session) ? 0 : drawn.createS);
      if (drawn.logRatio !== null) warm.add(session);
      return observationOf(configuration, drawn, { noise, costS, limits });
    },
  };
}

function observationOf(
  configuration: Configuration,
  drawn: Replicate,
  { noise, costS, limits }: { noise: number; costS: number; limits: Limits },
): Observation {
  const hasFailed = drawn.logRatio === null;
  const margins = marginsOf(limits, hasFailed ? { latencyMs: null, rssBytes: null } : drawn);
  return {
    configuration,
    status: hasFailed ? 'failed' : 'measured',
    value: drawn.logRatio === null ? null : drawn.logRatio + noise,
    standardError: hasFailed ? null : drawn.standardError,
    feasible: !hasFailed && margins.every((m) => m !== null && m >= 0),
    margins,
    costS,
    referenceLevel: drawn.referenceLevel,
  };
}
