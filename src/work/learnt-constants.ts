import { elementCount, tensorByteLength } from '../onnx/element-type.ts';
import type { ElementType } from '../onnx/model-graph.ts';
import type { ValueFacts } from './price-node.ts';
import type { Step } from './step.ts';

/** Constants a model computes with at run time. */
export interface LearntConstants {
  /** Numbers in them. */
  readonly parameters: number;
  /** Bytes they take in memory, as the runtime holds them after folding. */
  readonly bytes: number;
}

/** Types of shapes, axes, indices and labels. */
const NOT_LEARNT: ReadonlySet<ElementType> = new Set<ElementType>([
  'int64',
  'bool',
  'string',
  'undefined',
]);

/**
 * The constants that the steps of a lowered graph use, each once, stored in the file or folded from what is; integers that
 * stand for real numbers count as they are stored. Scalars, which are factors and bounds, are left out.
 */
export function learntConstants(
  steps: readonly Step[],
  facts: ValueFacts & { readonly dequantised: ReadonlyMap<string, string> },
): LearntConstants {
  const used = new Set(
    steps.flatMap((s) =>
      s.inputs.filter(facts.isConstant).map((name) => facts.dequantised.get(name) ?? name),
    ),
  );
  let [parameters, bytes] = [0, 0];
  for (const name of used) {
    const { elementType, shape } = facts.factOf(name);
    if (shape === null || shape.length === 0 || shape.includes(null)) continue;
    if (NOT_LEARNT.has(elementType)) continue;
    parameters += elementCount(shape as readonly number[]);
    bytes += tensorByteLength(elementType, shape as readonly number[]) ?? 0;
  }
  return { parameters, bytes };
}
