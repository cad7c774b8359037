import type { ShapeRule } from '../src/onnx/shape-rule.ts';
import { intAttribute, stringAttribute } from './attributes.ts';
import { compressCost, nonMaxSuppressionCost, topKCost, uniqueCost } from './detection-cost.ts';
import { contentsOf, fact, inputOf, normaliseAxis } from './facts.ts';
import { SOFTMAX_FLOPS } from './normalisation-cost.ts';
import type { OperatorTable } from './operator.ts';
import { perInput } from './pricing.ts';

const topK: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  if (x.shape === null) return [fact(x.elementType, null), fact('int64', null)];
  const axis = normaliseAxis(intAttribute(call.node, 'axis', -1), x.shape.length) ?? 0;
  const k = call.opset < 10 ? intAttribute(call.node, 'k', 1) : (contentsOf(call, 1)?.[0] ?? null);
  const shape = x.shape.with(axis, k);
  return [fact(x.elementType, shape), fact('int64', shape)];
};

/** Rows (batch, class, box): as many as are found. */
const nonMaxSuppression: ShapeRule = () => [fact('int64', [null, 3])];

const unique: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  const axis = intAttribute(call.node, 'axis', Number.NaN);
  const shape = Number.isNaN(axis) ? [null] : (x.shape?.with(axis, null) ?? null);
  return [fact(x.elementType, shape), ...[1, 2, 3].map(() => fact('int64', [null]))];
};

const compress: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  const axis = intAttribute(call.node, 'axis', Number.NaN);
  return [fact(x.elementType, Number.isNaN(axis) ? [null] : (x.shape?.with(axis, null) ?? null))];
};

const loss: ShapeRule = (call) => {
  const [scores, labels] = [inputOf(call, 0), inputOf(call, 1)];
  const none = stringAttribute(call.node, 'reduction', 'mean') === 'none';
  return [
    fact(scores.elementType, none ? labels.shape : []),
    fact(scores.elementType, scores.shape),
  ];
};

const tfIdf: ShapeRule = (call) => {
  const indices = call.node.attributes.find((a) => a.name === 'ngram_indexes')?.value;
  const width = indices?.kind === 'ints' ? Math.max(...indices.value.map(Number)) + 1 : null;
  const shape = inputOf(call, 0).shape;
  return [fact('float32', shape === null ? null : [...shape.slice(0, -1), width])];
};

/** Sample indices [N, draws] in place of class scores [N, classes]. */
const multinomial: ShapeRule = (call) => [
  fact(intAttribute(call.node, 'dtype', 6) === 7 ? 'int64' : 'int32', [
    inputOf(call, 0).shape?.[0] ?? null,
    intAttribute(call.node, 'sample_size', 1),
  ]),
];

/** Operators that select: best elements, boxes, distinct values. */
export const DETECTION: OperatorTable = {
  TopK: { family: 'detection', shape: topK, cost: topKCost },
  NonMaxSuppression: {
    family: 'detection',
    shape: nonMaxSuppression,
    cost: nonMaxSuppressionCost,
  },
  Unique: { family: 'detection', shape: unique, cost: uniqueCost },
  Compress: { family: 'detection', shape: compress, cost: compressCost },
  TfIdfVectorizer: { family: 'gather', shape: tfIdf, cost: perInput('gather', 1) },
  Multinomial: { family: 'random', shape: multinomial, cost: perInput('random', 2) },
  SoftmaxCrossEntropyLoss: {
    family: 'reduction',
    shape: loss,
    cost: perInput('reduction', SOFTMAX_FLOPS + 1),
  },
  NegativeLogLikelihoodLoss: { family: 'reduction', shape: loss, cost: perInput('reduction', 1) },
};
