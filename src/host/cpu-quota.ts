import { type CgroupChain, cgroupChain } from './cgroup-folders.ts';
import { numberField, wholeNumber } from './field-text.ts';
import type { HostSource } from './host-source.ts';

/** How often the scheduler stopped a group because its quota was used up. */
export interface QuotaThrottling {
  readonly periods: number;
  readonly throttledPeriods: number;
}

/** CPU time granted by the tightest quota of this process's group and its parents, in cores; null without a quota. */
export function readQuotaCores(source: HostSource): number | null {
  const chain = cgroupChain(source, 'cpu');
  if (chain === null) return null;
  const quotas = chain.folders.flatMap((folder) => quotaOf(source, chain, folder) ?? []);
  return quotas.length === 0 ? null : Math.min(...quotas);
}

function quotaOf(source: HostSource, chain: CgroupChain, folder: string): number | null {
  const [quota, period] =
    chain.version === 2
      ? (source.readText(`${folder}/cpu.max`) ?? '').trim().split(/\s+/)
      : [
          source.readText(`${folder}/cpu.cfs_quota_us`),
          source.readText(`${folder}/cpu.cfs_period_us`),
        ];
  const quotaUs = wholeNumber(quota ?? null);
  const periodUs = wholeNumber(period ?? null) ?? 100_000; // the kernel's default period
  return quotaUs === null || quotaUs <= 0 || periodUs <= 0 ? null : quotaUs / periodUs;
}

/** Throttling counters since the group was made, of the level that throttled most; null without a quota. */
export function readQuotaThrottling(source: HostSource): QuotaThrottling | null {
  let worst: QuotaThrottling | null = null;
  for (const folder of cgroupChain(source, 'cpu')?.folders ?? []) {
    const stat = source.readText(`${folder}/cpu.stat`);
    const periods = numberField(stat, 'nr_periods') ?? 0;
    const throttledPeriods = numberField(stat, 'nr_throttled') ?? 0;
    if (periods > 0 && throttledPeriods >= (worst?.throttledPeriods ?? 0)) {
      worst = { periods, throttledPeriods };
    }
  }
  return worst;
}
