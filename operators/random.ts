import { ELEMENT_TYPES, type ElementType } from '../src/onnx/model-graph.ts';
import type { ShapeRule } from '../src/onnx/shape-rule.ts';
import { intAttribute, intsAttribute } from './attributes.ts';
import { fact, inputOf } from './facts.ts';
import { type OperatorTable, sameRule } from './operator.ts';
import { perOutput } from './pricing.ts';

const typeOf = (code: number, fallback: ElementType): ElementType =>
  ELEMENT_TYPES[code as keyof typeof ELEMENT_TYPES] ?? fallback;

const random: ShapeRule = ({ node }) => [
  fact(typeOf(intAttribute(node, 'dtype', 1), 'float32'), intsAttribute(node, 'shape') ?? null),
];

const randomLike: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  return [fact(typeOf(intAttribute(call.node, 'dtype', 0), x.elementType), x.shape)];
};

/** One operation per number drawn: generators differ, and no model spends its time here. */
const drawn = perOutput('random', 1);

/** Generators: their outputs differ from run to run. */
export const RANDOM: OperatorTable = {
  ...sameRule('random', random, drawn, ['RandomNormal', 'RandomUniform']),
  ...sameRule('random', randomLike, drawn, ['RandomNormalLike', 'RandomUniformLike', 'Bernoulli']),
};
