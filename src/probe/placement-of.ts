import type { FallbackOperator, Placement } from '../study/placement.ts';
import type { BatchProfile } from './profile-model.ts';

/** What ran elsewhere than on `provider` (as JavaScript names it), by operator. */
export function placementOf(
  { kernels, runMs }: Pick<BatchProfile, 'kernels' | 'runMs'>,
  provider: string,
): Placement {
  // The runtime says WebGpuExecutionProvider where JavaScript says webgpu.
  const wanted = `${provider}executionprovider`;
  const elsewhere = kernels.filter((k) => k.provider !== '' && k.provider.toLowerCase() !== wanted);
  const shareOf = (ms: number): number => (runMs > 0 ? Math.min(1, ms / runMs) : 0);
  const groups = new Map<string, FallbackOperator & { readonly ms: number }>();
  for (const { opType, provider: where, ms } of elsewhere) {
    const key = JSON.stringify([opType, where]);
    const before = groups.get(key);
    const sum = (before?.ms ?? 0) + ms;
    const count = (before?.count ?? 0) + 1;
    groups.set(key, { operator: opType, provider: where, count, share: shareOf(sum), ms: sum });
  }
  return {
    nodes: kernels.length,
    fallbackNodes: elsewhere.length,
    fallbackShare: shareOf(elsewhere.reduce((sum, k) => sum + k.ms, 0)),
    operators: [...groups.values()]
      .sort((a, b) => b.ms - a.ms)
      .map(({ ms: _ms, ...operator }) => operator),
  };
}
