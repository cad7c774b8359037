/** A share for people: 0.034 is `3.4 %`, 0.2 is `20 %`, 0.0003 is `0.03 %`; '?' where not known. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return '?';
  const percent = 100 * share;
  if (percent === 0) return '0 %';
  if (Math.abs(percent) < 0.01) return percent > 0 ? 'under 0.01 %' : 'about 0 %';
  const decimals = Math.abs(percent) >= 9.95 ? 0 : Math.abs(percent) >= 0.095 ? 1 : 2;
  return `${percent.toFixed(decimals)} %`;
}
