import { formatShare } from '../core/format-share.ts';
import type { Placement } from '../study/placement.ts';

/** Operators that are named. */
const SHOWN = 4;

/** Which operators fell back to the CPU, in one line. Their names come from the model: the caller makes them safe. */
export function placementText(
  { nodes, fallbackNodes, fallbackShare, operators }: Placement,
  safe: (name: string) => string,
): string {
  if (fallbackNodes === 0) return `all ${nodes} nodes ran on the provider`;
  const named = operators
    .slice(0, SHOWN)
    .map(({ operator, count }) => (count === 1 ? safe(operator) : `${count} ${safe(operator)}`));
  const rest = operators.length - named.length;
  const list = [...named, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
  return `${fallbackNodes} of ${nodes} nodes fell back to the CPU (${list}), ${formatShare(fallbackShare)} of the time of a run`;
}
