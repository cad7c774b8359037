import { shapeRuleOf } from '../../operators/catalogue.ts';
import type { ModelGraph } from '../onnx/model-graph.ts';
import { type InferredShapes, type InputFact, inferShapes } from '../onnx/shape-inference.ts';
import { distinctNames } from './distinct-names.ts';
import { fuseSteps } from './fuse-steps.ts';
import { FUSIONS } from './fusions.ts';
import { inlineFunctions } from './inline-functions.ts';
import { learntConstants } from './learnt-constants.ts';
import { liveSteps } from './live-steps.ts';
import { lowerGraph } from './lower-graph.ts';
import { ownDequantisers } from './own-dequantisers.ts';
import type { GraphWork } from './work-unit.ts';
import { workUnits } from './work-units.ts';

/**
 * All work of one run: one unit for every kernel the runtime's CPU provider would run with all its optimisations, in an
 * order in which every unit comes after those it needs. Constants are folded, nodes nobody needs dropped, bodies of
 * control flow walked, local functions taken apart. Time linear in the number of nodes; never throws.
 *
 * @param inputs shapes of the inputs at this batch; those not given keep what the file declares, symbols counting 1
 * @param batch samples per run, for the record: the shapes given decide
 */
export function graphWork(
  original: ModelGraph,
  inputs: ReadonlyMap<string, InputFact>,
  batch: number,
): GraphWork {
  const inlined = inlineFunctions(original);
  const model = { ...inlined, graph: distinctNames(inlined.graph) };
  const inferred = inferShapes(model, inputs, shapeRuleOf);
  const lowered = lowerGraph(model, inferred);
  const live = { ...lowered, steps: ownDequantisers(liveSteps(lowered), lowered.kept) };
  const learnt = learntConstants(live.steps, live);
  return {
    batch,
    parameters: learnt.parameters,
    weightBytes: learnt.bytes,
    units: workUnits(fuseSteps(live, FUSIONS), live),
    unknownOperators: lowered.unknownOperators,
    unresolved: unresolvedIn(inferred, live),
  };
}

/** Values of live steps with a size that is not known, and loops that run nobody knows how often. */
function unresolvedIn(
  inferred: InferredShapes,
  live: ReturnType<typeof lowerGraph>,
): readonly string[] {
  const made = new Set(live.steps.flatMap((s) => s.outputs));
  const open = live.openLoops.filter((name) => made.has(name));
  return [...new Set([...inferred.unresolved.filter((name) => made.has(name)), ...open])];
}
