import type { FusedAs } from './fusion.ts';
import type { Match } from './match-pattern.ts';
import type { Step } from './step.ts';

/** One step for those of a match: their arithmetic together, without the values that stay inside. */
export function mergeSteps(match: Match, as: FusedAs): Step {
  const { root, steps } = match;
  const main = as.main ?? heaviest(steps);
  const { inputs, reads } = fromOutside(main, steps);
  const inSteps = as.inSteps === true;
  return {
    ...main,
    op: as.op,
    nodes: steps.flatMap((s) => s.nodes),
    label: as.label ?? [main, ...steps.filter((s) => s !== main)].map((s) => s.label).join(' + '),
    inputs,
    outputs: root.outputs,
    family: as.family ?? main.family,
    elementType: as.elementType ?? main.elementType,
    flops: as.flops ?? total(steps, (s) => s.flops),
    weightBytes: as.weightBytes ?? total(steps, (s) => s.weightBytes),
    reads: inSteps ? all(steps, (s) => s.reads) : reads,
    writes: inSteps ? all(steps, (s) => s.writes) : root.writes,
  };
}

/** What the steps use of others, the operands of the main one first; a value that several read is read once. */
function fromOutside(main: Step, steps: readonly Step[]): Pick<Step, 'inputs' | 'reads'> {
  const made = new Set(steps.flatMap((s) => s.outputs));
  const inputs = new Set<string>();
  for (const s of [main, ...steps]) {
    for (const input of s.inputs) if (input !== '' && !made.has(input)) inputs.add(input);
  }
  const reads = new Map<string, number>();
  for (const s of steps) {
    for (const [name, bytes] of s.reads) {
      if (!made.has(name)) reads.set(name, Math.max(reads.get(name) ?? 0, bytes));
    }
  }
  return { inputs: [...inputs], reads };
}

function all(
  steps: readonly Step[],
  of: (step: Step) => ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  for (const [name, count] of steps.flatMap((s) => [...of(s)])) {
    bytes.set(name, (bytes.get(name) ?? 0) + count);
  }
  return bytes;
}

function total(steps: readonly Step[], of: (step: Step) => number): number {
  return steps.reduce((sum, s) => sum + of(s), 0);
}

function heaviest(steps: readonly Step[]): Step {
  return steps.reduce((best, s) => (s.flops > best.flops ? s : best));
}
