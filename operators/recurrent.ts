import type { ShapeRule } from '../src/onnx/shape-rule.ts';
import { intAttribute, stringAttribute } from './attributes.ts';
import { fact, inputOf } from './facts.ts';
import { type OperatorTable, sameRule } from './operator.ts';
import { recurrentCost } from './recurrent-cost.ts';

const recurrent: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  if (x.shape?.length !== 3) return call.node.outputs.map(() => fact(x.elementType, null));
  const batchFirst = intAttribute(call.node, 'layout', 0) === 1;
  const [first = null, second = null] = x.shape;
  const [steps, batch] = batchFirst ? [second, first] : [first, second];
  const directions = stringAttribute(call.node, 'direction', 'forward') === 'bidirectional' ? 2 : 1;
  const hidden = intAttribute(call.node, 'hidden_size', 0) || (inputOf(call, 2).shape?.[2] ?? null);
  const all = batchFirst ? [batch, steps, directions, hidden] : [steps, directions, batch, hidden];
  const last = batchFirst ? [batch, directions, hidden] : [directions, batch, hidden];
  return [fact(x.elementType, all), fact(x.elementType, last), fact(x.elementType, last)];
};

/** Recurrent layers. */
export const RECURRENT: OperatorTable = {
  RNN: { family: 'recurrent', shape: recurrent, cost: recurrentCost('RNN') },
  GRU: { family: 'recurrent', shape: recurrent, cost: recurrentCost('GRU') },
  ...sameRule('recurrent', recurrent, recurrentCost('LSTM'), [
    'LSTM',
    'com.microsoft:DynamicQuantizeLSTM',
  ]),
};
