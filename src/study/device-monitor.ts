/** What the drivers of this machine's GPUs tell at one moment; null for what they do not. */
export interface DeviceReading {
  /** Memory the processes asked about hold on all GPUs, bytes; null where the driver does not tell processes apart. */
  readonly processBytes: number | null;
  /** Memory in use by everybody on all GPUs, bytes. */
  readonly usedBytes: number | null;
  /** Share of the last moments in which the busiest GPU computed, 0 to 1. */
  readonly utilisation: number | null;
}

/** Looks at the GPUs while something is measured. A look takes some tens of milliseconds of a process of its own. */
export interface DeviceMonitor {
  read(pids: readonly number[]): Promise<DeviceReading>;
}
