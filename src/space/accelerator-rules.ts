import { isAccelerator } from './accelerators.ts';
import {
  batchCap,
  DEVICE_INSTANCES,
  deviceBudgetBytes,
  estimateDeviceBytes,
} from './device-limits.ts';
import type { KnobValues, SpaceRequest } from './space-request.ts';
import type { ValidityRule } from './validity-rules.ts';

/** Knobs of the process and its thread pool, which a device knows nothing of. */
type HostKnobs = Pick<
  KnobValues,
  'intraOpThreads' | 'interOpThreads' | 'executionMode' | 'spinning' | 'memoryArena'
>;

/** What is valid of a configuration that runs on an accelerator; they have nothing to say of others. */
export function acceleratorRules(
  request: Omit<SpaceRequest, 'wide'>,
  values: HostKnobs,
): readonly ValidityRule[] {
  return [hostKnobsRule(values), deviceInstancesRule(request), deviceMemoryRule(request)];
}

/**
 * Knobs of the CPU's thread pool and arena change nothing that a device computes: of their values one is kept, the
 * runtime's default where it is among them. Providers of GPUs run in sequence only, whatever they are told.
 */
function hostKnobsRule(values: HostKnobs): ValidityRule {
  const kept = {
    intraOpThreads: Math.min(...values.intraOpThreads),
    interOpThreads: Math.min(...values.interOpThreads),
    executionMode: values.executionMode.includes('sequential') ? 'sequential' : 'parallel',
    spinning: values.spinning.includes(true),
    memoryArena: values.memoryArena.includes(true),
  } as const;
  const names = Object.keys(kept) as readonly (keyof typeof kept)[];
  const reason = 'threads, spinning and arena of the CPU are no knobs of a provider with a device';
  return (c) =>
    isAccelerator(c.provider) && names.some((name) => c[name] !== kept[name]) ? reason : null;
}

/** Those a user asks for by name may be more. */
function deviceInstancesRule({ overrides }: Pick<SpaceRequest, 'overrides'>): ValidityRule {
  const reason = `more than ${DEVICE_INSTANCES} instances on one device only take its memory`;
  const isAsked = overrides.instances !== undefined;
  return (c) =>
    !isAsked && isAccelerator(c.provider) && c.instances > DEVICE_INSTANCES ? reason : null;
}

/** The values of the batch are those of all providers together; each has its own limit, but for sizes asked for by name. */
export function batchCapRule(request: SpaceRequest): ValidityRule {
  const { overrides, model } = request;
  const isAsked = overrides.batchSize !== undefined;
  return (c) => {
    const cap = Math.max(model.baseBatch, batchCap(c.provider, request));
    return !isAsked && c.batchSize > cap
      ? `batches above ${cap} gain nothing on ${c.provider}`
      : null;
  };
}

function deviceMemoryRule({ host, model }: Pick<SpaceRequest, 'host' | 'model'>): ValidityRule {
  const budgetBytes = deviceBudgetBytes(host);
  if (budgetBytes === null) return () => null;
  const reason = `estimated memory of the device above ${(budgetBytes / 2 ** 30).toFixed(1)} GiB`;
  return (c) =>
    isAccelerator(c.provider) && estimateDeviceBytes(c, model) > budgetBytes ? reason : null;
}
