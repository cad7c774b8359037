/** How far one output lies from the default's, and may. */
export interface ShownDeviation {
  readonly output: string;
  /** Null where the two cannot be compared number by number. */
  readonly deviation: number | null;
  readonly tolerance: number;
}

/** Outputs that are named one by one; those nearest to their tolerance come first. */
const SHOWN = 3;

/**
 * The deviations of outputs in a few words, largest first, such as `logits 3.1e-6, boxes 0 (of 1e-3 allowed: float32 sums in
 * another order)`; '' where none is known. Names of outputs come from the model: the caller makes them safe.
 */
export function deviationsText(
  outputs: readonly ShownDeviation[],
  reason: string | undefined,
  safe: (name: string) => string,
): string {
  const used = ({ deviation, tolerance }: ShownDeviation): number =>
    (deviation ?? Number.POSITIVE_INFINITY) / tolerance;
  const [worst, ...others] = outputs.toSorted((a, b) => used(b) - used(a));
  if (worst === undefined) return '';
  const named = [worst, ...others]
    .slice(0, SHOWN)
    .map(({ output, deviation }) => `${safe(output)} ${shareText(deviation)}`);
  const rest = outputs.length - named.length;
  const list = [...named, ...(rest > 0 ? [`${rest} more with less`] : [])].join(', ');
  const why = reason === undefined ? '' : `: ${reason}`;
  return `${list} (of ${shareText(worst.tolerance)} allowed${why})`;
}

function shareText(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return 'not comparable';
  return share === 0 ? '0' : share.toExponential(1).replace('.0e', 'e');
}
