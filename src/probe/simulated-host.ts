import type { Random } from '../core/random.ts';
import type { Configuration } from '../space/configuration.ts';
import type { Entrant } from '../study/entrant.ts';
import type { Placement } from '../study/placement.ts';
import type { Equivalence } from '../study/prober.ts';
import type { Disturbance, Failure, SliceRecord } from '../study/trial.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** What a configuration is like on a simulated machine, free of noise. */
export interface SimulatedBehaviour {
  readonly throughputIps: number;
  readonly cpuMsPerInference: number;
  readonly peakRssBytes: number;
  readonly sessionCreateMs: number;
  readonly firstRunMs: number;
}

/** How a simulated machine disturbs: standard deviations of the log of speed. */
export interface SimulatedNoise {
  /** From one fresh session of a configuration to the next. */
  readonly sessionSpread: number;
  /** From slice to slice, whoever runs; first-order autoregressive. */
  readonly sliceSpread: number;
  /** Correlation of neighbouring slices, 0 to below 1. */
  readonly sliceCorrelation: number;
  /** From run to run. */
  readonly runSpread: number;
}

/** A machine and a model that exist only as functions. */
export interface SimulatedHost {
  /** A failure shows when the session is opened. */
  readonly behaviour: (entrant: Entrant) => SimulatedBehaviour | Failure;
  readonly noise: SimulatedNoise;
  readonly time: SimulatedTime;
  readonly random: Random;
  /** What every heat sees of other work on the machine; none where absent. */
  readonly disturbance?: Disturbance;
  /** What a comparison of outputs finds; equal where absent. */
  readonly equivalence?: (configuration: Configuration) => Equivalence;
  /** Where the nodes of a configuration run; no profile can be made where absent. */
  readonly placement?: (configuration: Configuration) => Placement;
}

/** A member that was opened. */
export interface SimulatedLane {
  readonly configuration: Configuration;
  readonly behaviour: SimulatedBehaviour;
  /** Time of one run in this session, before slice noise, ms. */
  readonly runMs: number;
  readonly slices: SliceRecord[];
  readonly runTimesMs: number[];
}
