import { shapeRuleOf } from '../../operators/catalogue.ts';
import { printable } from '../core/printable.ts';
import type { FeedSpec, FeedValues } from '../onnx/feed-spec.ts';
import type { ModelGraph } from '../onnx/model-graph.ts';
import { inferShapes } from '../onnx/shape-inference.ts';
import type { TensorFact } from '../onnx/shape-rule.ts';
import { everyNode, subgraphsOf } from '../onnx/walk-graph.ts';
import { indexBound } from './index-bounds.ts';
import type { BatchPlan } from './plan-batching.ts';
import { inputFacts, type ResolvedInput } from './resolve-input-shapes.ts';

/** What to feed, and what the user should know was assumed. */
export interface FeedPlan {
  readonly specs: readonly FeedSpec[];
  readonly hints: readonly string[];
}

/**
 * Decides what generated feeds hold: shapes of one sample, integers within what the graph looks them up in, 0 or 1 for
 * masks, fixed values for control inputs, and standard normal numbers for the rest.
 */
export function inferFeedSpecs(
  model: ModelGraph,
  inputs: readonly ResolvedInput[],
  plan: BatchPlan,
): FeedPlan {
  const facts = new Map(inferShapes(model, inputFacts(inputs), shapeRuleOf).values);
  addBodyInitialisers(model, facts);
  const specs = inputs.map((input): FeedSpec => {
    const axis = plan.inputs.find((i) => i.name === input.name)?.batchAxis ?? null;
    const shape = input.shape.map((d, i) => (i === axis ? d / plan.baseBatch : d));
    return {
      name: input.name,
      elementType: input.elementType,
      shape,
      batchAxis: axis,
      values: valuesOf(model, input, facts),
    };
  });
  return { specs, hints: inputs.flatMap((input) => hintsFor(input, plan)) };
}

/** Bodies that no shape rule walks (generation) hold tables too. */
function addBodyInitialisers(model: ModelGraph, facts: Map<string, TensorFact>): void {
  for (const node of everyNode(model.graph.nodes)) {
    for (const { name, elementType, dims } of subgraphsOf(node).flatMap((g) => g.initialisers)) {
      if (!facts.has(name)) facts.set(name, { elementType, shape: dims, value: null });
    }
  }
}

/** Ranges of small integer types; larger ones without a bound are kept small, since they mostly count or name things. */
const RANGES: Readonly<Record<string, readonly [low: number, high: number]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  bool: [0, 1],
};

function valuesOf(
  model: ModelGraph,
  input: ResolvedInput,
  facts: ReadonlyMap<string, TensorFact>,
): FeedValues {
  if (input.control !== null) return { kind: 'constant', value: input.control };
  if (/^float|^bfloat/.test(input.elementType)) {
    return /mask/i.test(input.name)
      ? { kind: 'constant', value: 1 }
      : { kind: 'normal', mean: 0, deviation: 1 };
  }
  const bound = indexBound(model, input.name, facts);
  if (bound !== null) return { kind: 'integers', low: 0, high: Math.max(0, bound - 1) };
  if (/mask|segment|type_ids/i.test(input.name)) return { kind: 'integers', low: 0, high: 1 };
  if (/len/i.test(input.name)) return { kind: 'constant', value: lengthFor(input) };
  const [low, high] = RANGES[input.elementType] ?? [0, 9];
  return { kind: 'integers', low, high };
}

/** Sequence lengths: at least one step, whatever the other inputs are. */
const lengthFor = (input: ResolvedInput): number => (input.shape.length <= 1 ? 1 : 0);

function hintsFor(input: ResolvedInput, plan: BatchPlan): readonly string[] {
  const name = printable(input.name);
  const batch = plan.inputs.find((i) => i.name === input.name)?.batchAxis ?? null;
  const chosen = input.open.map(({ axis }) => axis).filter((axis) => axis !== batch);
  const sizes = chosen.map((axis) => `dimension ${axis} = ${input.shape[axis]}`);
  return [
    ...(input.control === null
      ? []
      : [`input ${name} is fed ${input.control}; give other values with --input`]),
    ...(chosen.length === 0
      ? []
      : [`input ${name}: ${sizes.join(', ')} assumed; set it with --shape`]),
  ];
}
