import type { ModelGraph } from '../onnx/model-graph.ts';
import { feedInputs } from '../onnx/model-graph.ts';
import { type InferredShapes, type InputFact, inferShapes } from '../onnx/shape-inference.ts';
import { everyNode } from '../onnx/walk-graph.ts';
import { distinctNames } from './distinct-names.ts';
import { fuseSteps } from './fuse-steps.ts';
import { FUSIONS } from './fusions.ts';
import { inlineFunctions } from './inline-functions.ts';
import { learntConstants } from './learnt-constants.ts';
import { liveSteps } from './live-steps.ts';
import { lowerGraph } from './lower-graph.ts';
import type { OperatorLookup } from './operator-lookup.ts';
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
  operators: OperatorLookup,
): GraphWork {
  const inlined = inlineFunctions(original);
  const model = { ...inlined, graph: distinctNames(inlined.graph) };
  const rules = (domain: string, opType: string) => operators(domain, opType)?.shape;
  const inferred = inferShapes(model, inputs, rules);
  const declared = declaredShapes(model, inferred, () => inferShapes(model, new Map(), rules));
  const isFixed = (value: string): boolean => {
    const shape = declared.values.get(value)?.shape;
    return shape !== undefined && shape !== null && !shape.includes(null);
  };
  const lowered = lowerGraph(model, inferred, isFixed, operators);
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

/** Shapes that follow from the file alone, which is what the runtime folds by. */
function declaredShapes(
  model: ModelGraph,
  inferred: InferredShapes,
  infer: () => InferredShapes,
): InferredShapes {
  const open = feedInputs(model.graph).some(
    ({ type }) =>
      type.kind === 'tensor' && !(type.shape ?? [null]).every((d) => typeof d === 'number'),
  );
  if (!open) return inferred;
  for (const node of everyNode(model.graph.nodes)) {
    if (node.opType === 'Shape' || node.opType === 'Size') return infer();
  }
  return inferred;
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
