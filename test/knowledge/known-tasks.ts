import type { HostParts } from '../../src/knowledge/host-similarity.ts';
import type { KnownHead } from '../../src/knowledge/known-head.ts';
import type { StoredPoint } from '../../src/knowledge/translate-task.ts';
import { PART_NAMES, SIGNATURE_PARTS, type Signature } from '../../src/signature/signature.ts';
import { type Configuration, runtimeDefault } from '../../src/space/configuration.ts';

/** A host with two cores, by the parts of its fingerprint. */
export const TWO_CORES: HostParts = {
  platform: 'linux-x64',
  cpu_model: 'AMD EPYC',
  cpu_id: 'AuthenticAMD/25/17/1',
  isa: 'avx avx2 avx512f',
  usable_cores: 2,
  logical_cores: 2,
  physical_cores: 2,
  machine_physical_cores: 2,
  l2_bytes: 2 ** 20,
  l3_bytes: 2 ** 25,
  memory_class_bytes: 2 ** 35,
  virtualised: true,
  gpus: '',
  runtime_version: '1.30.0',
};

/** A signature that is further from 0 the larger `seed` (0 to 1) is. */
export function signatureAt(seed: number): Signature {
  const parts = PART_NAMES.map((part) => [part, SIGNATURE_PARTS[part].map(() => seed)]);
  return { version: 1, batch: 1, parts: Object.fromEntries(parts) as Signature['parts'] };
}

export function headOf(id: string, changes: Partial<KnownHead> = {}): KnownHead {
  return {
    id,
    name: id,
    modelSha256: id,
    signature: signatureAt(0),
    hostParts: TWO_CORES,
    origin: 'own',
    baseBatch: 1,
    trials: 20,
    ...changes,
  };
}

/** A point with this log-ratio in every objective; null for one that failed. */
export function pointOf(changes: Partial<Configuration>, value: number | null): StoredPoint {
  const ratio = value === null ? null : { value, standardError: 0.01 };
  return {
    configuration: { ...runtimeDefault(1), ...changes },
    logRatio: { throughput: ratio, latency: ratio, efficiency: ratio },
    costS: 2,
  };
}
