import type { Placement } from '../study/placement.ts';
import type { JsonRecord } from './json-record.ts';
import { array, integer, object, share, string } from './schema-parts.ts';

/** Where nodes ran, as published; `PLACEMENT_SCHEMA` describes it. */
export function placementJson({
  nodes,
  fallbackNodes,
  fallbackShare,
  operators,
}: Placement): JsonRecord {
  return {
    nodes,
    fallback_nodes: fallbackNodes,
    fallback_share: fallbackShare,
    fallback_operators: operators,
  };
}

export const PLACEMENT_SCHEMA: JsonRecord = {
  description: 'where the nodes ran; absent on the CPU, and where no profile was made',
  ...object({
    nodes: integer(0),
    fallback_nodes: integer(0, 'those that ran elsewhere than the provider'),
    fallback_share: share('of the time of a run'),
    fallback_operators: array(
      object({ operator: string(), provider: string(), count: integer(0), share: share() }),
    ),
  }),
};
