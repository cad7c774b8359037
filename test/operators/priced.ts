import { costRuleOf, shapeRuleOf } from '../../operators/catalogue.ts';
import type { NodeCost } from '../../operators/node-cost.ts';
import { attributesFrom, type PlainAttributes } from '../../src/onnx/attributes-from.ts';
import type { ElementType } from '../../src/onnx/model-graph.ts';
import type { KnownShape, TensorFact } from '../../src/onnx/shape-rule.ts';

/** An operand of a priced call: an activation of float32 by its shape, something else by what is known of it, or left out. */
export type Operand =
  | KnownShape
  | null
  | {
      readonly shape: KnownShape | null;
      readonly is?: ElementType;
      readonly constant?: boolean;
      readonly value?: readonly number[];
    };

export interface Call {
  readonly op: string;
  readonly inputs: readonly Operand[];
  readonly attributes?: PlainAttributes;
  readonly outputs?: number;
  readonly opset?: number;
}

/** A weight of float32. */
export const weight = (...shape: number[]): Operand => ({ shape, constant: true });

/** Constant integers. */
export const ints = (...value: number[]): Operand => ({
  shape: [value.length],
  is: 'int64',
  constant: true,
  value,
});

/** A tensor of another type, constant or not. */
export const typed = (is: ElementType, shape: readonly number[], constant = false): Operand => ({
  shape,
  is,
  constant,
});

/** What the catalogue asks for one call; outputs are as its shape rule says. `op` is `domain:Type` outside ONNX's domain. */
export function priced({ op, inputs, attributes = {}, outputs = 1, opset = 17 }: Call): NodeCost {
  const [domain = '', opType = ''] = op.includes(':') ? op.split(':') : ['', op];
  const operands = inputs.map((i) => (i === null || !isShape(i) ? i : { shape: i }));
  const node = {
    name: '',
    opType,
    domain,
    inputs: operands.map((operand, i) => (operand === null ? '' : `x${i}`)),
    outputs: Array.from({ length: outputs }, (_, i) => `y${i}`),
    attributes: attributesFrom(attributes),
  };
  const facts = operands.map((operand): TensorFact | null =>
    operand === null
      ? null
      : {
          elementType: operand.is ?? 'float32',
          shape: operand.shape,
          value: operand.value ?? null,
        },
  );
  const made = shapeRuleOf(domain, opType)?.({ node, opset, inputs: facts }) ?? [];
  const cost = costRuleOf(domain, opType);
  if (cost === undefined) throw new Error(`nobody prices ${op}`);
  return cost({
    node,
    opset,
    inputs: facts,
    outputs: node.outputs.map(
      (_, i) => made[i] ?? { elementType: 'undefined', shape: null, value: null },
    ),
    isConstant: (i) => operands[i]?.constant === true,
  });
}

function isShape(operand: Operand): operand is KnownShape {
  return Array.isArray(operand);
}
