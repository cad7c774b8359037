import { ELEMENT_TYPES, type ElementType } from '../src/onnx/model-graph.ts';
import type { ShapeRule } from '../src/onnx/shape-rule.ts';
import { intAttribute, intsAttribute } from './attributes.ts';
import { fact, inputOf } from './facts.ts';
import { type OperatorTable, sameRule } from './operator.ts';

const typeOf = (code: number, fallback: ElementType): ElementType =>
  ELEMENT_TYPES[code as keyof typeof ELEMENT_TYPES] ?? fallback;

const random: ShapeRule = ({ node }) => [
  fact(typeOf(intAttribute(node, 'dtype', 1), 'float32'), intsAttribute(node, 'shape') ?? null),
];

const randomLike: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  return [fact(typeOf(intAttribute(call.node, 'dtype', 0), x.elementType), x.shape)];
};

/** Generators: their outputs differ from run to run. */
export const RANDOM: OperatorTable = {
  ...sameRule('random', random, ['RandomNormal', 'RandomUniform']),
  ...sameRule('random', randomLike, ['RandomNormalLike', 'RandomUniformLike', 'Bernoulli']),
};
