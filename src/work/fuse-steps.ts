import type { Fusion } from './fusion.ts';
import type { LoweredGraph } from './lower-graph.ts';
import { matchPattern } from './match-pattern.ts';
import { mergeSteps } from './merge-steps.ts';
import type { Step } from './step.ts';
import { createStepGraph, type StepGraph } from './step-graph.ts';

/**
 * Applies the fusions one after the other, each to every step in order; what one made, the same and later ones may take
 * up. Time grows with the number of steps times that of fusions.
 */
export function fuseSteps(lowered: LoweredGraph, fusions: readonly Fusion[]): readonly Step[] {
  const graph = createStepGraph(lowered);
  for (const fusion of fusions) {
    for (const root of graph.stepsOf(fusion.pattern.ops)) fuseAt(root, fusion, graph, lowered);
  }
  return graph.steps();
}

function fuseAt(root: Step, fusion: Fusion, graph: StepGraph, lowered: LoweredGraph): void {
  // The root may have become part of another step since the list was made.
  if (graph.makerOf(root.outputs.find((o) => o !== '') ?? '') !== root) return;
  const match = matchPattern(fusion.pattern, root, graph, lowered, fusion.shapesAreFree);
  if (match === null) return;
  const as = fusion.fuse(match, lowered);
  if (as !== null) graph.replace(match.steps, mergeSteps(match, as));
}
