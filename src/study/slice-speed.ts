import type { RunObjective } from './objective.ts';
import type { SliceRecord } from './trial.ts';

/**
 * How well one slice did at an objective, higher is better: inferences per second, runs per ms of run time, or inferences
 * per ms of CPU time. Only ratios between slices of equal rounds mean anything.
 */
export function sliceSpeed(slice: SliceRecord, batchSize: number, objective: RunObjective): number {
  switch (objective) {
    case 'throughput':
      return (1000 * batchSize * slice.runs) / slice.windowMs;
    case 'latency':
      return 1 / slice.runMs;
    case 'efficiency':
      return batchSize / slice.cpuMsPerRun;
  }
}
