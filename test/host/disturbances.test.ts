import { describe, expect, test } from 'vitest';
import { readHostFacts } from '../../src/host/read-host-facts.ts';
import { fixtureHost, type RecordedHost } from './recorded-host.ts';

async function disturbances(host: RecordedHost): Promise<string> {
  const facts = await readHostFacts(host, { version: '1.30.0', providers: ['cpu'] });
  return facts.disturbances.join('\n');
}

/** Adds ticks to user, idle and steal of the sum over all CPUs. */
function advance(host: RecordedHost, user: number, idle: number, steal: number): void {
  const stat = host.readText('/proc/stat') ?? '';
  const next = stat.replace(/^cpu .*$/m, (line) => {
    const counts = line.split(/\s+/).slice(1).map(Number);
    counts[0] = (counts[0] ?? 0) + user;
    counts[3] = (counts[3] ?? 0) + idle;
    counts[7] = (counts[7] ?? 0) + steal;
    return `cpu  ${counts.join(' ')}`;
  });
  host.write('/proc/stat', next);
}

describe('what disturbs measuring', () => {
  test('is nothing on a quiet machine', async () => {
    expect(await disturbances(fixtureHost('kvm-2-cores'))).toBe('');
  });

  test('is steal and background load seen during the sample', async () => {
    const host = fixtureHost('kvm-2-cores');
    host.onPause(() => advance(host, 20, 25, 5));
    const text = await disturbances(host);
    expect(text).toContain('takes 10 % of the CPU time (steal)');
    expect(text).toContain('Other programs use 40 %');
  });

  test('is not what tune itself uses', async () => {
    let own = 0;
    const host = fixtureHost('kvm-2-cores', { ownCpuMs: () => own });
    host.onPause(() => {
      advance(host, 10, 40, 0);
      own = 100;
    });
    expect(await disturbances(host)).toBe('');
  });

  test('is a load average that is high for the cores', async () => {
    expect(await disturbances(fixtureHost('kvm-2-cores', { loadAverage: 1.8 }))).toContain(
      'Load average 1.8 on 2 cores',
    );
    expect(await disturbances(fixtureHost('pod-cgroup-v2-nested', { loadAverage: 1.8 }))).toBe('');
  });
});

describe('what disturbs measuring by platform', () => {
  test('is battery, powersave, a frequency cap, swap and short memory on a laptop', async () => {
    const text = await disturbances(fixtureHost('hybrid-laptop'));
    expect(text).toContain('16 CPUs are in powersave mode');
    expect(text).toContain('16 CPUs are limited to a lower frequency');
    expect(text).toContain('runs on battery');
    expect(text).toContain('Swap in use: 3.0 GiB');
    expect(text).toContain('Only 1.1 GiB of 15.3 GiB');
  });

  test('is no battery while mains power is there, and never that of a mouse', async () => {
    const plugged = fixtureHost('hybrid-laptop');
    plugged.write('/sys/class/power_supply/AC/online', '1\n');
    expect(await disturbances(plugged)).not.toContain('battery');
    const mouse = fixtureHost('hybrid-laptop');
    mouse.write('/sys/class/power_supply/BAT0/scope', 'Device\n');
    expect(await disturbances(mouse)).not.toContain('battery');
  });

  test('is the powersave governor of generic drivers, but not the one of intel_pstate', async () => {
    expect(await disturbances(fixtureHost('dual-socket-server'))).toContain(
      '32 CPUs are in powersave',
    );
    const host = fixtureHost('hybrid-laptop');
    for (let cpu = 0; cpu < 16; cpu++) {
      host.write(
        `/sys/devices/system/cpu/cpu${cpu}/cpufreq/energy_performance_preference`,
        'balance_performance\n',
      );
    }
    expect(await disturbances(host)).not.toContain('powersave');
  });

  test('is heat and swapping only while they happen', async () => {
    const host = fixtureHost('hybrid-laptop');
    expect(await disturbances(host)).not.toContain('heat');
    host.onPause(() => {
      host.write('/sys/devices/system/cpu/cpu3/thermal_throttle/core_throttle_count', '14\n');
      host.write('/proc/vmstat', 'pswpin 130\npswpout 200\n');
    });
    const text = await disturbances(host);
    expect(text).toContain('slowed down by heat');
    expect(text).toContain('swapping right now');
  });

  test('is a quota that throttles', async () => {
    expect(await disturbances(fixtureHost('docker-cgroup-v1-quota'))).toContain(
      'CPU quota stopped this container in 34 % of its periods',
    );
    expect(await disturbances(fixtureHost('pod-cgroup-v2-nested'))).not.toContain('quota');
  });

  test('is battery, heat and swap on a Mac', async () => {
    const text = await disturbances(fixtureHost('macbook'));
    expect(text).toContain('runs on battery');
    expect(text).toContain('slowed down to 70 % by heat');
    expect(text).toContain('Swap in use: 2.5 GiB');
  });
});
