import { operatorOf } from '../../operators/catalogue.ts';
import { type NodeCost, type PricedCall, sizesOf } from '../../operators/node-cost.ts';
import type { TensorFact } from '../../src/onnx/shape-rule.ts';
import type { PricedOperator } from '../../src/work/operator-lookup.ts';

const size = (f: TensorFact | null | undefined): number =>
  sizesOf(f?.shape ?? null).reduce((a, b) => a * b, 1);

function cost(call: PricedCall, family: NodeCost['family']): NodeCost {
  const out = size(call.outputs[0]);
  const w = call.inputs[1];
  const isConv = family === 'conv';
  const isView = family === 'shape' || /Reshape|Squeeze|Flatten/.test(call.node.opType);
  const last = sizesOf(call.inputs[0]?.shape ?? null).at(-1) ?? 1;
  const k = isConv ? size(w) / (sizesOf(w?.shape ?? null)[0] ?? 1) : last;
  const sum = (keep: boolean): number =>
    call.inputs.reduce(
      (t, f, i) => t + (f !== null && call.isConstant(i) === keep ? 4 * size(f) : 0),
      0,
    );
  const heavy = isConv || family === 'matmul';
  return {
    family,
    flops: heavy ? 2 * out * k : isView ? 0 : out,
    bytesRead: isView ? 0 : sum(false),
    weightBytes: sum(true),
    bytesWritten: isView ? 0 : 4 * out,
    width: out,
    steps: 1,
    product: heavy
      ? {
          count: 1,
          m: out / (sizesOf(call.outputs[0]?.shape ?? null).at(-1) ?? 1),
          n: sizesOf(call.outputs[0]?.shape ?? null).at(-1) ?? 1,
          k,
        }
      : null,
  };
}

/** Catalogue with rough prices. */
export function standIn(domain: string, opType: string): PricedOperator | undefined {
  const operator = operatorOf(domain, opType);
  if (operator === undefined) return undefined;
  return { ...operator, cost: (call) => cost(call, operator.family) };
}
