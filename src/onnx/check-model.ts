import { checkInterface } from './check-interface.ts';
import { checkOperators } from './check-operators.ts';
import { checkTensors } from './check-tensors.ts';
import { checkValues } from './check-values.ts';
import type { ModelGraph } from './model-graph.ts';

/**
 * Checks, without running it, that a model is valid and can be measured: versions and operators the runtime has, inputs
 * Node can feed, values made once and before their use, tensors with as much data as their shape says. Throws a
 * TuneError of kind 'model' for the first thing wrong. What only the runtime can know (shapes that do not fit together,
 * missing kernels) it leaves to the runtime; external files to `locateExternalData`.
 */
export function checkModel(model: ModelGraph): void {
  checkOperators(model);
  checkInterface(model.graph);
  checkValues(model.graph);
  checkTensors(model);
}
