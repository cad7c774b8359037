import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDisturbanceMonitor } from '../../src/host/disturbance-monitor.ts';
import { createSystemSource } from '../../src/host/system-source.ts';
import { fixtureHost, recordedHost } from './recorded-host.ts';

const TWO_CPUS = '0-1\n';

function host(stat: string, allowed = '0-1') {
  const recorded = recordedHost('# os: platform=linux arch=x64 parallelism=2');
  recorded.write('/sys/devices/system/cpu/online', TWO_CPUS);
  recorded.write('/proc/self/status', `Cpus_allowed_list:\t${allowed}\n`);
  recorded.write('/proc/stat', stat);
  return recorded;
}

describe('the disturbance monitor', () => {
  test('gives shares of the CPU time that passed, own time taken off', () => {
    const source = host('cpu  100 0 50 800 10 0 0 5 0 0\nintr 1\n');
    const monitor = createDisturbanceMonitor(source);
    const start = monitor.snapshot();
    source.write('/proc/stat', 'cpu  130 5 60 830 10 0 5 25 0 0\nintr 1\n');
    // passed: busy 50, idle 30, steal 20 ticks of 10 ms; 200 ms of busy are our own
    expect(monitor.since(start, 200)).toEqual({ stealShare: 0.2, backgroundShare: 0.3 });
  });

  test('looks only at the CPUs this process may use', () => {
    const line = (cpu0: number, cpu1: number): string =>
      `cpu  0 0 0 0 0 0 0 0 0 0\ncpu0 ${cpu0} 0 0 100 0 0 0 0 0 0\ncpu1 ${cpu1} 0 0 ${200 - cpu1} 0 0 0 0 0 0\nintr 1\n`;
    const source = host(line(0, 0), '1');
    const monitor = createDisturbanceMonitor(source);
    const start = monitor.snapshot();
    source.write('/proc/stat', line(5000, 50));
    const found = monitor.since(start, 0);
    expect(found.backgroundShare).toBe(1); // 50 busy, idle ran backwards
    expect(found.stealShare).toBe(0);
  });

  test('falls back to Node.js without /proc, and to zeros without anything', () => {
    let busyMs = 1000;
    const mac = fixtureHost('macbook', { cpuClocks: () => [{ busyMs, idleMs: 500 + busyMs }] });
    const monitor = createDisturbanceMonitor(mac);
    const start = monitor.snapshot();
    busyMs += 100;
    expect(monitor.since(start, 40)).toEqual({ stealShare: 0, backgroundShare: 0.3 });
    const blind = createDisturbanceMonitor(recordedHost(''));
    expect(blind.since(blind.snapshot(), 10)).toEqual({ stealShare: 0, backgroundShare: 0 });
  });

  test('never leaves the range from 0 to 1, whatever the counters do', () => {
    const counts = fc.array(fc.nat(10_000), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(counts, counts, fc.nat(100_000), (before, after, own) => {
        const source = host(`cpu  ${before.join(' ')}\n`);
        const monitor = createDisturbanceMonitor(source);
        const start = monitor.snapshot();
        source.write('/proc/stat', `cpu  ${after.join(' ')}\n`);
        const { stealShare, backgroundShare } = monitor.since(start, own);
        expect(stealShare).toBeGreaterThanOrEqual(0);
        expect(backgroundShare).toBeGreaterThanOrEqual(0);
        expect(stealShare + backgroundShare).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('sees this process burn CPU where the platform counts', () => {
    const monitor = createDisturbanceMonitor(createSystemSource());
    const start = monitor.snapshot();
    const end = performance.now() + 120;
    while (performance.now() < end);
    const seen = monitor.since(start, 0);
    if (start.busyMs > 0) expect(seen.backgroundShare).toBeGreaterThan(0);
  });
});
