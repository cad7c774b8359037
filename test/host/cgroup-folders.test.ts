import { describe, expect, test } from 'vitest';
import { cgroupChain } from '../../src/host/cgroup-folders.ts';
import { parseCpuList } from '../../src/host/cpu-list.ts';
import { field } from '../../src/host/field-text.ts';
import { fixtureHost, recordedHost } from './recorded-host.ts';

describe('the folders of a cgroup', () => {
  test('go from the own group up to the mount', () => {
    expect(cgroupChain(fixtureHost('pod-cgroup-v2-nested'), 'cpu')).toEqual({
      version: 2,
      folders: [
        '/sys/fs/cgroup/kubepods.slice/burstable.slice/pod7.slice/main.scope',
        '/sys/fs/cgroup/kubepods.slice/burstable.slice/pod7.slice',
        '/sys/fs/cgroup/kubepods.slice/burstable.slice',
        '/sys/fs/cgroup/kubepods.slice',
        '/sys/fs/cgroup',
      ],
    });
  });

  test('are relative to the part of the hierarchy that is mounted', () => {
    expect(cgroupChain(fixtureHost('docker-cgroup-v1-quota'), 'memory')).toEqual({
      version: 1,
      folders: ['/sys/fs/cgroup/memory'],
    });
  });

  test('are those of v1 where it carries the controller beside an empty v2', () => {
    expect(cgroupChain(fixtureHost('kvm-2-cores'), 'cpu')).toEqual({
      version: 1,
      folders: ['/sys/fs/cgroup/cpu'],
    });
  });

  test('never leave the mount when the group lies outside the namespace', () => {
    const host = recordedHost(
      '/proc/self/cgroup:0::/../../other\n/proc/self/mountinfo:30 23 0:26 / /my\\040groups rw - cgroup2 cgroup2 rw',
    );
    expect(cgroupChain(host, 'memory')?.folders).toEqual(['/my groups']);
  });

  test('are null without cgroups', () => {
    expect(cgroupChain(recordedHost(''), 'cpu')).toBeNull();
  });
});

describe('kernel texts', () => {
  test('lists of CPUs are read, damage is skipped', () => {
    expect(parseCpuList('8,0-3,10-11\n')).toEqual([0, 1, 2, 3, 8, 10, 11]);
    expect(parseCpuList('')).toEqual([]);
    expect(parseCpuList('x,-,2')).toEqual([2]);
    expect(parseCpuList('0-99999999999').length).toBeLessThan(70_000);
  });

  test('a field is matched by its whole name', () => {
    const text = 'cpu MHz\t\t: 2300\nmodel name\t: Xeon\nmodel\t\t: 85\nnr_throttled 7\n';
    expect(field(text, 'model')).toBe('85');
    expect(field(text, 'cpu')).toBeNull();
    expect(field(text, 'nr_throttled')).toBe('7');
    expect(field(null, 'model')).toBeNull();
  });
});
