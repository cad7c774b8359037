import type { LoweredGraph } from './lower-graph.ts';
import type { Step } from './step.ts';

/** The steps that an output of the model depends on. */
export function liveSteps(lowered: LoweredGraph): readonly Step[] {
  const needed = new Set<string>();
  const need = (first: string): void => {
    const waiting = [first];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (needed.has(name)) continue;
      needed.add(name);
      waiting.push(...(lowered.origins.get(name) ?? []));
    }
  };
  lowered.kept.forEach(need);
  const live: Step[] = [];
  for (const step of lowered.steps.toReversed()) {
    if (!step.outputs.some((o) => needed.has(o))) continue;
    step.inputs.forEach(need);
    live.push(step);
  }
  return live.reverse();
}
