import { describe, expect, test } from 'vitest';
import { hostJson } from '../../src/report/host-json.ts';
import { hostText } from '../../src/report/host-text.ts';
import { buildSpace } from '../../src/space/build-space.ts';
import type { HostFacts } from '../../src/space/host-facts.ts';

const HOST: HostFacts = {
  fingerprint: '0123456789abcdef',
  fingerprintParts: { cpu_model: 'Xeon', usable_cores: 1.5 },
  platform: 'linux-x64',
  cpuModel: 'Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz',
  isa: [
    'sse4_1',
    'avx',
    'f16c',
    'fma',
    'avx2',
    'avx512f',
    'avx512_vnni',
    'avx512_bf16',
    'amx_int8',
  ],
  usableCores: 1.5,
  logicalCores: 8,
  physicalCores: 4,
  machine: {
    logicalCores: 16,
    physicalCores: 8,
    sockets: 1,
    performanceCores: null,
    quotaCores: 1.5,
  },
  numaNodes: 1,
  cacheBytes: { l1d: 32768, l2: 2 ** 20, l3: null },
  memoryLimitBytes: 2 ** 31,
  memoryAvailableBytes: 1.5 * 2 ** 30,
  virtualised: true,
  runtimeVersion: '1.30.0',
  nodeVersion: '20.19.0',
  providers: ['cpu', 'webgpu'],
  canFreeze: true,
  disturbances: [],
};

const SPACE = buildSpace({
  host: HOST,
  model: {
    baseBatch: 1,
    batchable: true,
    parallelBranches: false,
    bytesPerSample: null,
    sessionBytes: null,
  },
  overrides: {},
  wide: false,
});

describe('the text of tune host', () => {
  test('is short, aligned and fits 60 columns', () => {
    const text = hostText(HOST, SPACE);
    expect(text).toBe(`Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz
  cores       1.5 usable, 8 threads of 4 cores, CPU quota
              1.5, 16 in the machine
  caches      L1d 32 KiB, L2 1 MiB, L3 unknown
  memory      2 GiB, 1.5 GiB available
  platform    linux-x64, virtual machine
  isa         sse4_1 avx f16c fma avx2 avx512f avx512_vnni
              avx512_bf16 amx_int8
  runtime     onnxruntime 1.30.0, Node.js 20.19.0
  providers   cpu, webgpu
  fingerprint 0123456789abcdef

Would search 49 configurations:
  instances   1 2
  threads     default 1 2
  spinning    on off
  batch       1 2 3 4 6 8 12 16 24 32 48 64
  left out    71: more than 2 threads at once on 2 cores
  left out    24: spinning has no effect on a single thread

Nothing disturbs measuring right now.
`);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  test('lists what disturbs, and says when processes cannot be frozen', () => {
    const sign =
      'Other programs use 40 % of the CPU time right now: stop them before measuring or expect noise.';
    const text = hostText({ ...HOST, canFreeze: false, disturbances: [sign] }, SPACE);
    expect(text).toContain(
      '  - Other programs use 40 % of the CPU time right now: stop\n    them before measuring',
    );
    expect(text).toContain('cannot be frozen');
    expect(text).not.toContain('Nothing disturbs');
  });

  test('names GPUs, fast cores and NUMA nodes where there are any', () => {
    const machine = { ...HOST.machine, performanceCores: 4 } as HostFacts['machine'] & object;
    const gpus = [{ name: 'NVIDIA A100', memoryBytes: 80 * 2 ** 30 }];
    const text = hostText({ ...HOST, machine, gpus, numaNodes: 2 }, SPACE);
    expect(text).toContain('gpu         NVIDIA A100, 80 GiB');
    expect(text).toContain('4 fast ones');
    expect(text).toContain('2 NUMA');
  });
});

describe('the JSON of tune host', () => {
  test('has snake_case names with units and survives JSON', () => {
    const json = hostJson(HOST, SPACE);
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
    expect(json).toMatchObject({
      schema_version: 1,
      fingerprint: '0123456789abcdef',
      fingerprint_parts: { cpu_model: 'Xeon' },
      usable_cores: 1.5,
      machine: { quota_cores: 1.5, physical_cores: 8 },
      memory_limit_bytes: 2 ** 31,
      gpus: [],
      space: {
        size: 49,
        knobs: {
          batch_size: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64],
          intra_op_threads: [0, 1, 2],
        },
        reference: { batch_size: 1, intra_op_threads: 0, memory_arena: true },
        excluded: [{ count: 71 }, { count: 24 }],
      },
    });
    const names = JSON.stringify(json).match(/"[^"]+":/g) ?? [];
    expect(names.filter((name) => /[A-Z]/.test(name))).toEqual([]);
  });
});
