import { acceleratorRules } from '../space/accelerator-rules.ts';
import { type Configuration, runtimeDefault } from '../space/configuration.ts';
import type { HostFacts } from '../space/host-facts.ts';
import { estimateMemoryBytes, memoryBudgetBytes } from '../space/memory-estimate.ts';
import type { KnobOverrides, SpaceModel } from '../space/space-request.ts';

/** Batch sizes, in multiples of the file's own. */
const BATCHES = [1, 2, 4, 8, 16, 32, 64];
/** Instances beyond the cores: how much crowding costs is part of a surface. */
const INSTANCES_PER_CORE = 2;

/**
 * The configurations of a surface, unlike a search space without rules that keep the unpromising out: batch × threads
 * (the runtime's default and every power of two up to the cores) × instances (1 to 4 on two cores; powers of two and
 * the cores on more), the runtime's default for the rest, or what `overrides` names. Left out: what does not fit into memory, and
 * spinning switched off for a single thread, which has nobody to wait for; and on a provider with a device of its own
 * what its own rules exclude.
 */
export function recordedSpace(
  host: HostFacts,
  model: SpaceModel,
  overrides: KnobOverrides,
): readonly Configuration[] {
  const cores = Math.max(1, Math.floor(host.usableCores));
  const usual = runtimeDefault(model.baseBatch);
  const batches = model.batchable ? BATCHES.map((b) => b * model.baseBatch) : [model.baseBatch];
  const lists: { readonly [K in keyof Configuration]: readonly Configuration[K][] } = {
    provider: [usual.provider],
    batchSize: batches,
    instances: countsUpTo(INSTANCES_PER_CORE * cores),
    intraOpThreads: [0, ...powersUpTo(cores)],
    interOpThreads: [0],
    executionMode: [usual.executionMode],
    graphOptimization: [usual.graphOptimization],
    spinning: [true],
    memoryArena: [true],
    ...overrides,
  };
  let all: readonly Configuration[] = [usual];
  for (const [knob, values] of Object.entries(lists)) {
    all = all.flatMap((c) => values.map((value) => ({ ...c, [knob]: value })));
  }
  const budget = memoryBudgetBytes(host);
  const rules = acceleratorRules({ host, model, overrides }, lists);
  return all.filter(
    (c) =>
      (c.spinning || c.intraOpThreads !== 1) &&
      estimateMemoryBytes(c, model) <= budget &&
      rules.every((rule) => rule(c) === null),
  );
}

function powersUpTo(most: number): readonly number[] {
  const powers = Array.from({ length: 1 + Math.floor(Math.log2(most)) }, (_, i) => 2 ** i);
  return powers.includes(most) ? powers : [...powers, most];
}

/** All counts up to 4, then powers of two. */
function countsUpTo(most: number): readonly number[] {
  return most <= 4 ? Array.from({ length: most }, (_, i) => i + 1) : powersUpTo(most);
}
