import { describe, expect, test } from 'vitest';
import { readProcessMemory, readProportionalBytes } from '../../src/host/process-memory.ts';
import { createSystemSource } from '../../src/host/system-source.ts';
import { recordedHost } from './recorded-host.ts';

describe('memory of a process', () => {
  test('is read from its status', () => {
    const host = recordedHost(
      '/proc/7/status:VmHWM:\t   61440 kB\n/proc/7/status:VmRSS:\t   51200 kB\n/proc/7/smaps_rollup:Pss:   100 kB',
    );
    expect(readProcessMemory(host, 7)).toEqual({
      residentBytes: 51_200 * 1024,
      peakResidentBytes: 61_440 * 1024,
    });
    expect(readProportionalBytes(host, 7)).toBe(102_400);
  });

  test('is null for a process that is gone or a zombie', () => {
    const host = recordedHost('/proc/8/status:State:\tZ (zombie)');
    expect(readProcessMemory(host, 7)).toBeNull();
    expect(readProcessMemory(host, 8)).toBeNull();
    expect(readProportionalBytes(host, 8)).toBeNull();
  });

  test.runIf(process.platform === 'linux')('agrees with what this process says of itself', () => {
    const resident = readProcessMemory(createSystemSource(), process.pid)?.residentBytes ?? 0;
    const own = process.memoryUsage.rss();
    expect(Math.abs(resident - own) / own).toBeLessThan(0.2);
  });
});
