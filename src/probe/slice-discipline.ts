import type { HeatDiscipline } from './heat-discipline.ts';
import { logRatios, measurementOf } from './heat-statistics.ts';
import { type Lane, openLane, runSlice } from './lane.ts';
import { sliceCostMs } from './slice-plan.ts';
import { MIN_TIMEOUT_MS, WARM_UP_MS } from './turn-limits.ts';

/** Turns of runs back to back, `sliceMs` long: what a configuration does when it is never short of work. */
export function createSliceDiscipline(sliceMs: number): HeatDiscipline<Lane> {
  const costMs = ({ runMs, configuration }: Lane): number =>
    sliceCostMs(runMs, configuration.instances, sliceMs);
  return {
    open: (configuration, group, limits, device) =>
      openLane(configuration, group, { ...limits, warmUpMs: WARM_UP_MS }, device),
    turn: async (lane, { round, beganAt }) => {
      const timeoutMs = MIN_TIMEOUT_MS + 10 * costMs(lane);
      await runSlice(lane, { round, beganAt, sliceMs, timeoutMs });
      return null;
    },
    costMs,
    isDone: () => false,
    logRatios,
    measurement: measurementOf,
  };
}
