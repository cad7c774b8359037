import { isAccelerator } from '../space/accelerators.ts';
import type { Configuration } from '../space/configuration.ts';
import type { DeviceMonitor } from '../study/device-monitor.ts';
import type { DeviceUse } from '../study/trial.ts';
import { monotonicMs } from './monotonic-clock.ts';

/** Least time between two looks while slices run, ms: drivers average utilisation over up to a second. */
const LOOK_EVERY_MS = 1000;

/** What one member of a heat takes of the device it computes on. */
export interface DeviceAccount {
  /** Its processes are loaded and warm; `isNew` where they were started for it, so that growth of memory is theirs. */
  opened(pids: readonly number[], isNew: boolean): Promise<void>;
  /** Called while it runs; looks no more often than is worth it. */
  running(pids: readonly number[]): Promise<void>;
  use(): DeviceUse;
}

/**
 * Begins an account before a member's processes exist; null on the CPU. Memory is what the driver says of the
 * processes, else by how much the memory in use grew while they were opened, when everybody else is frozen; it is
 * not known of warm processes the driver does not name, nor where nothing tells.
 */
export async function openDeviceAccount(
  { provider }: Configuration,
  monitor: DeviceMonitor | null,
): Promise<DeviceAccount | null> {
  if (!isAccelerator(provider)) return null;
  const before = (await monitor?.read([]))?.usedBytes ?? null;
  const utilisations: number[] = [];
  let peakBytes: number | null = null;
  let grown: number | null = null;
  let nextLook = 0;
  const take = (bytes: number | null): void => {
    if (bytes !== null) peakBytes = Math.max(peakBytes ?? 0, bytes);
  };
  return {
    opened: async (pids, isNew) => {
      const now = await monitor?.read(pids);
      take(now?.processBytes ?? null);
      const used = now?.usedBytes ?? null;
      if (isNew && before !== null && used !== null) grown = Math.max(0, used - before);
    },
    running: async (pids) => {
      const start = monotonicMs();
      if (monitor === null || start < nextLook) return;
      nextLook = start + LOOK_EVERY_MS;
      const now = await monitor.read(pids);
      take(now.processBytes);
      if (now.utilisation !== null) utilisations.push(now.utilisation);
    },
    use: () => ({
      peakBytes: peakBytes ?? grown,
      utilisation:
        utilisations.length === 0
          ? null
          : utilisations.reduce((sum, u) => sum + u, 0) / utilisations.length,
    }),
  };
}
