import { intAttribute, stringAttribute } from './attributes.ts';
import { inputOf } from './facts.ts';
import { type CostRule, type MatrixProduct, sizesOf } from './node-cost.ts';
import { nodeCost, productFlops } from './pricing.ts';

/** What one unit of a recurrent layer does in one step, beyond its matrix products. */
interface Cell {
  readonly gates: number;
  /** A sigmoid counts 4, a tanh 1; the two products and the bias of each gate are added up. */
  readonly flopsPerUnit: number;
}

/** Equations of the ONNX operators: LSTM 4 sums of 2, 3 sigmoids, 2 tanh, 4 for cell and output; GRU 3 sums of 2, 2 sigmoids, tanh, 5. */
const CELLS: Readonly<Record<'LSTM' | 'GRU' | 'RNN', Cell>> = {
  LSTM: { gates: 4, flopsPerUnit: 4 * 2 + 3 * 4 + 2 + 4 },
  GRU: { gates: 3, flopsPerUnit: 3 * 2 + 2 * 4 + 1 + 5 },
  RNN: { gates: 1, flopsPerUnit: 2 + 1 },
};

/**
 * Recurrent layers. The product is that of one step, once per direction: [batch, inputs + hidden] × [inputs + hidden,
 * gates · hidden], the projection of the inputs and of the state together; it takes place `steps` times.
 */
export function recurrentCost(type: keyof typeof CELLS): CostRule {
  return (call) => {
    const { gates, flopsPerUnit } = CELLS[type];
    const sizes = sizesOf(inputOf(call, 0).shape);
    const batchFirst = intAttribute(call.node, 'layout', 0) === 1;
    const [first = 1, second = 1, inputs = 1] = sizes;
    const [steps, batch] = batchFirst ? [second, first] : [first, second];
    const bidirectional = stringAttribute(call.node, 'direction', 'forward') === 'bidirectional';
    const directions = bidirectional ? 2 : 1;
    const hidden =
      intAttribute(call.node, 'hidden_size', 0) || (sizesOf(inputOf(call, 2).shape)[2] ?? 1);
    const product: MatrixProduct = {
      count: directions,
      m: batch,
      n: gates * hidden,
      k: inputs + hidden,
    };
    const units = directions * batch * hidden;
    return nodeCost(call, 'recurrent', {
      product,
      steps,
      width: units,
      flops: steps * (productFlops(product) + flopsPerUnit * units),
    });
  };
}
