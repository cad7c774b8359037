import type { Configuration } from '../space/configuration.ts';
import type { Disturbance, Failure, LogRatios, Measurement, SliceRecord } from '../study/trial.ts';
import type { DeviceAccount } from './device-account.ts';
import type { InstanceGroup } from './instance-group.ts';

/** A member of a heat while it is live, whatever it does when it is its turn. */
export interface LiveLane {
  readonly configuration: Configuration;
  readonly group: InstanceGroup;
  /** One for each turn that counted. */
  readonly slices: readonly SliceRecord[];
  /** CPU time of its processes over all turns, ms; what is not background load. */
  readonly cpuMs: number;
}

export interface OpenLimits {
  /** Whether its processes serve no other member, so that their peak memory keeps being its own. */
  readonly sole: boolean;
  readonly timeoutMs: number;
}

/** Which turn it is. */
export interface Turn {
  /** From 0. */
  readonly round: number;
  /** When the heat began, ms on its clock. */
  readonly beganAt: number;
  /** The reference stays as long as its processes do: without it there is nothing to compare with. */
  readonly isReference: boolean;
}

/** What holds for all members of a heat. */
export interface HeatFacts {
  readonly disturbance: Disturbance;
  readonly keepRunTimes: boolean;
}

/** How the members of a heat take their turns: in slices of runs back to back, or in blocks of a load. */
export interface HeatDiscipline<L extends LiveLane> {
  /** Feeds and warms up one member. Throws a `WorkerFailure` where its processes fail. */
  open(
    configuration: Configuration,
    group: InstanceGroup,
    limits: OpenLimits,
    device: DeviceAccount | null,
  ): Promise<L>;
  /**
   * Lets one member take its turn while everyone else is frozen. A failure that is returned is the member's own, its
   * processes live on; throws a `WorkerFailure` where they do not.
   */
  turn(lane: L, turn: Turn): Promise<Failure | null>;
  /** What its next turn takes on the clock, ms; for budgets. */
  costMs(lane: L): number;
  /** Whether it knows all it wants to know, so that it needs no further turn. */
  isDone(lane: L): boolean;
  /** How it stands to the reference, from at least one round in which both were counted. */
  logRatios(lane: L, reference: L): LogRatios;
  /** Everything the heat found out about it. */
  measurement(lane: L, reference: L, heat: HeatFacts): Measurement;
}
