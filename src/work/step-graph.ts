import type { LoweredGraph } from './lower-graph.ts';
import type { Step } from './step.ts';

/** Steps in order, with who makes and who uses each value; fusion replaces several by one. */
export interface StepGraph {
  /** The steps left, producers before consumers. */
  readonly steps: () => readonly Step[];
  /** Those of them that amount to one of these operators, in order. */
  readonly stepsOf: (ops: ReadonlySet<string>) => readonly Step[];
  readonly makerOf: (value: string) => Step | undefined;
  readonly usersOf: (value: string) => ReadonlySet<Step>;
  /** The same steps in the order of the graph. */
  readonly inOrder: (some: Iterable<Step>) => readonly Step[];
  readonly isKept: (value: string) => boolean;
  /** Puts `by` where the last of `old` was; all that `old` leave to others must be outputs of `by`. */
  readonly replace: (old: readonly Step[], by: Step) => void;
}

const NOBODY: ReadonlySet<Step> = new Set();

export function createStepGraph(lowered: LoweredGraph): StepGraph {
  const slots: (Step | null)[] = [...lowered.steps];
  const slotOf = new Map<Step, number>();
  const makers = new Map<string, Step>();
  const users = new Map<string, Set<Step>>();
  const byOp = new Map<string, Set<Step>>();
  const kept = new Set(lowered.kept);
  for (const values of lowered.origins.values()) for (const value of values) kept.add(value);

  const add = (step: Step, slot: number): void => {
    slots[slot] = step;
    slotOf.set(step, slot);
    enter(byOp, step.op, step);
    for (const output of step.outputs) if (output !== '') makers.set(output, step);
    for (const input of step.inputs) {
      if (input !== '') enter(users, input, step);
    }
  };
  const remove = (step: Step): number => {
    const slot = slotOf.get(step) ?? 0;
    slots[slot] = null;
    slotOf.delete(step);
    byOp.get(step.op)?.delete(step);
    for (const output of step.outputs) makers.delete(output);
    for (const input of step.inputs) users.get(input)?.delete(step);
    return slot;
  };
  const inOrder = (some: Iterable<Step>): readonly Step[] =>
    [...some].sort((a, b) => (slotOf.get(a) ?? 0) - (slotOf.get(b) ?? 0));

  lowered.steps.forEach(add);
  return {
    steps: () => slots.filter((s) => s !== null),
    stepsOf: (ops) => inOrder([...ops].flatMap((op) => [...(byOp.get(op) ?? NOBODY)])),
    makerOf: (value) => makers.get(value),
    usersOf: (value) => users.get(value) ?? NOBODY,
    inOrder,
    isKept: (value) => kept.has(value),
    replace: (old, by) => {
      const slot = Math.max(...old.map(remove));
      add(by, slot);
    },
  };
}

function enter(sets: Map<string, Set<Step>>, key: string, step: Step): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([step]));
  else set.add(step);
}
