import { correlatedMean } from '../stats/correlated-mean.ts';
import { logEstimateToRatio, tInterval } from '../stats/interval.ts';
import { sortSample } from '../stats/sorted-sample.ts';
import { supportedQuantile } from '../stats/supported-quantile.ts';
import type { Disturbance, Measurement } from '../study/trial.ts';
import { logRatios } from './heat-statistics.ts';
import type { SimulatedLane } from './simulated-host.ts';

/** What a simulated heat says of one member, in the shape of a real measurement and labelled as simulated. */
export function simulatedMeasurement(
  lane: SimulatedLane,
  reference: SimulatedLane,
  heat: { readonly keepRunTimes: boolean; readonly disturbance?: Disturbance },
): Measurement {
  const { configuration, behaviour, slices, runTimesMs } = lane;
  const { batchSize, instances } = configuration;
  const speeds = correlatedMean(
    slices.map((s) => Math.log((1000 * batchSize * s.runs) / s.windowMs)),
  );
  const sample = sortSample(runTimesMs);
  const at = (p: number): number | null => supportedQuantile(sample, p);
  return {
    logRatio: logRatios(lane, reference),
    throughputIps: logEstimateToRatio(
      tInterval(speeds.mean, speeds.standardError, speeds.degreesOfFreedom),
    ),
    latencyMs: {
      mean: runTimesMs.reduce((sum, t) => sum + t, 0) / runTimesMs.length,
      p50: at(0.5),
      p90: at(0.9),
      p95: at(0.95),
      p99: at(0.99),
    },
    runs: runTimesMs.length,
    rounds: slices.length,
    peakRssBytes: behaviour.peakRssBytes,
    instancePeakRssBytes: new Array<number>(instances).fill(behaviour.peakRssBytes / instances),
    sessionCreateMs: behaviour.sessionCreateMs,
    firstRunMs: behaviour.firstRunMs,
    cpuMsPerInference: behaviour.cpuMsPerInference,
    disturbance: heat.disturbance ?? { stealShare: 0, backgroundShare: 0 },
    slices: [...slices],
    runTimesMs: heat.keepRunTimes ? [...runTimesMs] : null,
    stderr: 'simulated: no model was run',
  };
}
