import type { Disturbance } from './trial.ts';

/** Cumulative CPU time of the CPUs this process may use, in ms; differences count, zeros have no meaning. */
export interface CpuTimes {
  readonly busyMs: number;
  readonly idleMs: number;
  /** Time a hypervisor gave to others while this machine wanted to run. */
  readonly stealMs: number;
}

/** Sees what else ran on the machine while something was measured. Cheap enough to ask around every slice. */
export interface DisturbanceMonitor {
  snapshot(): CpuTimes;
  /**
   * What disturbed the time since `start`, given the CPU time in ms that the measurement itself used in it.
   * All zeros where the platform does not tell.
   */
  since(start: CpuTimes, ownCpuMs: number): Disturbance;
}
