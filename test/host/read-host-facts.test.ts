import { describe, expect, test } from 'vitest';
import { readHostFacts } from '../../src/host/read-host-facts.ts';
import { createSystemSource } from '../../src/host/system-source.ts';
import type { HostFacts } from '../../src/space/host-facts.ts';
import { fixtureHost, recordedHost } from './recorded-host.ts';

const A100 = {
  name: 'NVIDIA A100-SXM4-80GB',
  memoryBytes: 80 * 2 ** 30,
  vendor: 'nvidia',
  driverVersion: '550.54.15',
};
const RUNTIME = { version: '1.30.0', providers: ['cpu'] };
const GIB = 2 ** 30;

function factsOf(name: string): Promise<HostFacts> {
  return readHostFacts(fixtureHost(name), RUNTIME);
}

describe('cores', () => {
  test.each([
    ['kvm-2-cores', { usableCores: 2, logicalCores: 2, physicalCores: 2 }],
    ['docker-cgroup-v1-quota', { usableCores: 1.5, logicalCores: 8, physicalCores: 4 }],
    ['pod-cgroup-v2-nested', { usableCores: 3.5, logicalCores: 4, physicalCores: 2 }],
    ['hybrid-laptop', { usableCores: 16, logicalCores: 16, physicalCores: 12 }],
    ['dual-socket-server', { usableCores: 32, logicalCores: 32, physicalCores: 16 }],
    ['arm-cloud', { usableCores: 4, logicalCores: 4, physicalCores: 4 }],
    ['macbook', { usableCores: 10, logicalCores: 10, physicalCores: 10 }],
  ])('of %s are counted inside mask, cpuset and quota', async (name, expected) => {
    expect(await factsOf(name)).toMatchObject(expected);
  });

  test('of the whole machine are kept beside those granted', async () => {
    expect((await factsOf('pod-cgroup-v2-nested')).machine).toEqual({
      logicalCores: 16,
      physicalCores: 8,
      sockets: 1,
      performanceCores: null,
      quotaCores: 3.5,
    });
  });

  test('of the faster kind are counted on hybrid CPUs only', async () => {
    expect((await factsOf('hybrid-laptop')).machine?.performanceCores).toBe(4);
    expect((await factsOf('macbook')).machine?.performanceCores).toBe(8);
    expect((await factsOf('dual-socket-server')).machine?.performanceCores).toBeNull();
  });

  test('of arm64 differ in kind by capacity', async () => {
    const host = fixtureHost('arm-cloud');
    for (const cpu of [0, 1]) host.write(`/sys/devices/system/cpu/cpu${cpu}/cpu_capacity`, '446\n');
    expect((await readHostFacts(host, RUNTIME)).machine?.performanceCores).toBe(2);
  });

  test('outside the affinity mask do not count', async () => {
    const host = fixtureHost('dual-socket-server');
    host.write('/proc/self/status', 'Cpus_allowed_list:\t0-3,16-17,64\n');
    expect(await readHostFacts(host, RUNTIME)).toMatchObject({
      usableCores: 6,
      logicalCores: 6,
      physicalCores: 4,
      numaNodes: 1,
      machine: { logicalCores: 32, physicalCores: 16, sockets: 2 },
    });
  });
});

describe('CPUs that are switched off', () => {
  test('do not count, though mask and cpuset name them', async () => {
    const host = fixtureHost('docker-memory-max');
    host.write('/sys/devices/system/cpu/online', '0,2\n');
    expect(await readHostFacts(host, RUNTIME)).toMatchObject({ usableCores: 2, logicalCores: 2 });
  });
});

describe('memory', () => {
  test.each([
    ['docker-cgroup-v1-quota', 2 * GIB, 2 * GIB - 500 * 2 ** 20],
    ['pod-cgroup-v2-nested', 8 * GIB, 7.5 * GIB],
    ['docker-memory-max', 4 * GIB, 2.75 * GIB],
    ['dual-socket-server', 251.4 * GIB, 240 * GIB],
    ['macbook', 32 * GIB, 630_000 * 16384],
  ])(
    'of %s is the tightest limit, file cache counted as available',
    async (name, limit, available) => {
      const facts = await factsOf(name);
      expect(facts.memoryLimitBytes / limit).toBeCloseTo(1, 5);
      expect(facts.memoryAvailableBytes / available).toBeCloseTo(1, 5);
    },
  );
});

describe('the processor', () => {
  test.each([
    ['docker-cgroup-v1-quota', 'Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz', true],
    ['hybrid-laptop', '12th Gen Intel(R) Core(TM) i7-1260P', false],
    ['arm-cloud', 'Arm Neoverse-V1', true],
    ['macbook', 'Apple M1 Pro', false],
  ])('of %s has a name, and a hypervisor below it or not', async (name, cpuModel, virtualised) => {
    expect(await factsOf(name)).toMatchObject({ cpuModel, virtualised });
  });

  test('lists the extensions that matter, under one name on every platform', async () => {
    expect((await factsOf('hybrid-laptop')).isa).toEqual([
      'sse4_1',
      'avx',
      'f16c',
      'fma',
      'avx2',
      'avx_vnni',
    ]);
    expect((await factsOf('arm-cloud')).isa).toEqual([
      'neon',
      'fp16',
      'dotprod',
      'i8mm',
      'bf16',
      'sve',
    ]);
    expect((await factsOf('macbook')).isa).toEqual(['neon', 'fp16', 'dotprod']);
  });

  test('caches are per core for L1 and L2 and summed for L3', async () => {
    const kib = 1024;
    expect((await factsOf('kvm-2-cores')).cacheBytes).toEqual({
      l1d: 48 * kib,
      l2: 2048 * kib,
      l3: 266240 * kib,
    });
    expect((await factsOf('dual-socket-server')).cacheBytes.l3).toBe(2 * 43008 * kib);
    // only the cluster that holds the cpuset
    expect((await factsOf('pod-cgroup-v2-nested')).cacheBytes.l3).toBe(32768 * kib);
    expect((await factsOf('arm-cloud')).cacheBytes).toEqual({ l1d: null, l2: null, l3: null });
  });

  test('an instruction cache is never taken for the data cache', async () => {
    const host = fixtureHost('kvm-2-cores');
    const folder = '/sys/devices/system/cpu/cpu0/cache/index0';
    host.write(`${folder}/type`, 'Instruction\n');
    expect((await readHostFacts(host, RUNTIME)).cacheBytes.l1d).toBeNull();
  });

  test('NUMA nodes and GPUs are found', async () => {
    const facts = await factsOf('dual-socket-server');
    expect(facts.numaNodes).toBe(2);
    expect(facts.gpus).toEqual([
      { ...A100, memoryUsedBytes: 1234 * 2 ** 20, utilisation: 0.37 },
      { ...A100, memoryUsedBytes: 4 * 2 ** 20, utilisation: null },
    ]);
  });
});

describe('the fingerprint', () => {
  test('is the same under another load, frequency and free memory', async () => {
    const quiet = await factsOf('hybrid-laptop');
    const host = fixtureHost('hybrid-laptop', { loadAverage: 12 });
    host.write(
      '/proc/cpuinfo',
      (host.readText('/proc/cpuinfo') ?? '').replace('2500.000', '900.1'),
    );
    host.write('/proc/meminfo', 'MemTotal: 16042000 kB\nMemAvailable: 900000 kB\n');
    const busy = await readHostFacts(host, RUNTIME);
    expect(busy.fingerprint).toBe(quiet.fingerprint);
    expect(busy.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });

  test.each([
    ['a CPU quota', '/sys/fs/cgroup/cpu.max', '200000 100000\n'],
    ['an affinity mask', '/proc/self/status', 'Cpus_allowed_list:\t0-1\n'],
    ['another CPU generation', '/proc/cpuinfo', 'model name\t: AMD Ryzen 9\nflags\t: avx2\n'],
  ])('changes with %s', async (_, path, text) => {
    const host = fixtureHost('docker-memory-max');
    host.write(path, text);
    const changed = await readHostFacts(host, RUNTIME);
    expect(changed.fingerprint).not.toBe((await factsOf('docker-memory-max')).fingerprint);
  });

  test('changes with the runtime and shows its parts', async () => {
    const facts = await factsOf('docker-cgroup-v1-quota');
    const newer = await readHostFacts(fixtureHost('docker-cgroup-v1-quota'), {
      ...RUNTIME,
      version: '1.31.0',
    });
    expect(newer.fingerprint).not.toBe(facts.fingerprint);
    expect(facts.fingerprintParts).toMatchObject({
      usable_cores: 1.5,
      machine_physical_cores: 4,
      cpu_id: 'GenuineIntel/6/85/7',
      runtime_version: '1.30.0',
    });
  });

  test('tells all recorded machines apart', async () => {
    const names = [
      'kvm-2-cores',
      'docker-cgroup-v1-quota',
      'pod-cgroup-v2-nested',
      'hybrid-laptop',
    ];
    const prints = await Promise.all([...names, 'arm-cloud', 'macbook'].map(factsOf));
    expect(new Set(prints.map((f) => f.fingerprint)).size).toBe(prints.length);
  });
});

describe('machines that tell little', () => {
  test('Windows gets what Node.js knows and cannot freeze', async () => {
    const facts = await readHostFacts(
      recordedHost('# os: platform=win32 arch=x64 parallelism=8'),
      RUNTIME,
    );
    expect(facts).toMatchObject({
      platform: 'win32-x64',
      usableCores: 8,
      canFreeze: false,
      virtualised: null,
      cpuModel: 'x64',
      disturbances: [],
    });
  });

  test('a Mac without sysctl is no crash', async () => {
    const facts = await readHostFacts(
      recordedHost('# os: platform=darwin arch=arm64 parallelism=8'),
      RUNTIME,
    );
    expect(facts).toMatchObject({ usableCores: 8, cacheBytes: { l1d: null }, canFreeze: true });
  });

  test('a Linux sandbox without /proc and /sys is no crash', async () => {
    const facts = await readHostFacts(
      recordedHost('# os: platform=linux arch=riscv64 parallelism=3'),
      RUNTIME,
    );
    expect(facts).toMatchObject({
      usableCores: 3,
      physicalCores: 3,
      cpuModel: 'riscv64',
      memoryLimitBytes: 2 ** 34,
      gpus: [],
    });
  });

  test('the machine of this test is read without an error', async () => {
    const facts = await readHostFacts(createSystemSource(), RUNTIME);
    expect(facts.usableCores).toBeGreaterThan(0);
    expect(facts.memoryLimitBytes).toBeGreaterThanOrEqual(facts.memoryAvailableBytes);
    expect(facts.physicalCores).toBeLessThanOrEqual(facts.logicalCores);
  });
});
