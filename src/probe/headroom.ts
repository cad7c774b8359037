import type { Goodput } from '../load/load-statistics.ts';
import type { Configuration } from '../space/configuration.ts';
import type { BlockLane } from './block-lane.ts';
import { type HeatContext, runHeat } from './heat.ts';

/**
 * Looks for the goodput of one configuration: a heat of nobody else, whose discipline searches. Null where its processes fail or no
 * rate could be judged in time.
 */
export async function searchHeadroom(
  configuration: Configuration,
  maxMs: number,
  context: HeatContext<BlockLane>,
  signal: AbortSignal,
): Promise<Goodput | null> {
  const request = {
    reference: configuration,
    challengers: [],
    fresh: false,
    maxMs,
    afterRound: () => ({ leave: [], stop: false }),
    keepRunTimes: false,
  };
  const { reference } = await runHeat(request, context, signal);
  return reference.status === 'measured' ? (reference.measurement.load?.goodput ?? null) : null;
}
