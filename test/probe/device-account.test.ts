import { describe, expect, it } from 'vitest';
import { openDeviceAccount } from '../../src/probe/device-account.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import type { DeviceMonitor, DeviceReading } from '../../src/study/device-monitor.ts';

const CUDA = runtimeDefault(1, 'cuda');
const NOTHING: DeviceReading = { processBytes: null, usedBytes: null, utilisation: null };

/** A monitor that gives these readings in turn, the last one again and again. */
function telling(...readings: readonly Partial<DeviceReading>[]): DeviceMonitor {
  let next = 0;
  return {
    read: async () => ({ ...NOTHING, ...readings[Math.min(next++, readings.length - 1)] }),
  };
}

describe('the account of a device', () => {
  it('is not opened for the CPU', async () => {
    expect(await openDeviceAccount(runtimeDefault(1), telling({}))).toBeNull();
  });

  it('holds the most its processes took, and how busy the device was', async () => {
    const monitor = telling(
      { usedBytes: 5 },
      { processBytes: 100, usedBytes: 200 },
      { processBytes: 130, utilisation: 0.4 },
    );
    const account = await openDeviceAccount(CUDA, monitor);
    await account?.opened([1], true);
    await account?.running([1]);
    await account?.running([1]); // at once: not looked again
    expect(account?.use()).toEqual({ peakBytes: 130, utilisation: 0.4 });
  });

  it('takes by how much memory grew where the driver does not know the processes', async () => {
    const grown = telling({ usedBytes: 500 }, { usedBytes: 900 });
    const account = await openDeviceAccount(CUDA, grown);
    await account?.opened([1], true);
    expect(account?.use()).toEqual({ peakBytes: 400, utilisation: null });
  });

  it('does not know the memory of warm processes, nor anything where nothing tells', async () => {
    const warm = await openDeviceAccount(CUDA, telling({ usedBytes: 500 }, { usedBytes: 900 }));
    await warm?.opened([1], false);
    expect(warm?.use().peakBytes).toBeNull();
    const blind = await openDeviceAccount(CUDA, null);
    await blind?.opened([1], true);
    await blind?.running([1]);
    expect(blind?.use()).toEqual({ peakBytes: null, utilisation: null });
  });
});
