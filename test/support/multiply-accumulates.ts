import { shapeRuleOf } from '../../operators/catalogue.ts';
import type { ModelGraph } from '../../src/onnx/model-graph.ts';
import { inferShapes } from '../../src/onnx/shape-inference.ts';

/**
 * Multiply-accumulates of convolutions and matrix products for one sample, which is what published figures count, from the
 * inferred shapes. NaN where one of them is not known.
 */
export function multiplyAccumulates(model: ModelGraph): number {
  const inputs = model.graph.inputs.map(({ name, type }) => {
    const shape = type.kind === 'tensor' && type.shape !== null ? type.shape : [];
    return [name, { shape: shape.map((d) => (typeof d === 'number' ? d : 1)) }] as const;
  });
  const { values } = inferShapes(model, new Map(inputs), shapeRuleOf);
  const shapeOf = (name = ''): readonly number[] =>
    (values.get(name)?.shape ?? [Number.NaN]).map((d) => d ?? Number.NaN);
  let total = 0;
  for (const { opType, inputs: used, outputs } of model.graph.nodes) {
    const [data, weight, out] = [shapeOf(used[0]), shapeOf(used[1]), shapeOf(outputs[0])];
    if (opType === 'Conv') total += product(out) * product(weight.slice(1));
    else if (opType === 'ConvTranspose') total += product(data) * product(weight.slice(1));
    else if (opType === 'Gemm' || opType === 'MatMul')
      total += product(out) * (data.at(-1) ?? Number.NaN);
  }
  return total;
}

function product(dims: readonly number[]): number {
  return dims.reduce((a, b) => a * b, 1);
}
