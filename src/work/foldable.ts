import type { GraphNode } from '../onnx/model-graph.ts';
import type { TensorFact } from '../onnx/shape-rule.ts';

/** Operators whose result is another one in every run, whatever they are given. */
const DRAWS = new Set([
  'RandomNormal',
  'RandomUniform',
  'RandomNormalLike',
  'RandomUniformLike',
  'Multinomial',
  'Bernoulli',
]);

interface Values {
  readonly factOf: (value: string) => TensorFact;
  readonly isConstant: (value: string) => boolean;
}

/** Whether a node gives the same whenever it is given the same. */
export function isRepeatable(node: GraphNode): boolean {
  return !DRAWS.has(node.opType);
}

/**
 * Whether a node without bodies gives the same in every run, so that the runtime does it once, on loading.
 * @param hasFixedShape whether a value's shape is the same in every run
 */
export function isFoldable(
  node: GraphNode,
  values: Values,
  hasFixedShape: (value: string) => boolean,
): boolean {
  if (!isRepeatable(node)) return false;
  if (node.domain === '' && (node.opType === 'Shape' || node.opType === 'Size')) {
    const of = node.inputs[0] ?? '';
    return values.isConstant(of) || hasFixedShape(of);
  }
  return node.inputs.every((name) => name === '' || values.isConstant(name));
}

/** Whether a node only passes its first input on, so that the runtime leaves it out. */
export function foldsAway(node: GraphNode, values: Values): boolean {
  if (node.domain !== '') return false;
  // Dropout does nothing in inference; its mask, all ones, hardly anybody asks for.
  if (node.opType === 'Identity' || node.opType === 'Dropout') return true;
  const [input, output] = [node.inputs[0] ?? '', node.outputs[0] ?? ''].map(values.factOf);
  if (node.opType === 'Cast')
    return input?.elementType !== 'undefined' && input?.elementType === output?.elementType;
  return (node.opType === 'Concat' || node.opType === 'Sum') && node.inputs.length === 1;
}
