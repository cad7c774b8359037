import { intAttribute } from '../../operators/attributes.ts';
import { type BatchLayout, onAxis, sameLayout } from './batch-layout.ts';
import { type BatchRule, type BatchStep, layoutOf } from './batch-step.ts';
import { expandConstant } from './expand-constant.ts';

/** Inputs of RNN, GRU and LSTM that carry samples: lengths, initial hidden and cell state. */
const LENGTHS = 4;
const STATES = [5, 6];

export const recurrent: BatchRule = (step) => {
  const layout = layoutOf(step, 0) ?? stateLayout(step);
  const batchFirst = intAttribute(step.node, 'layout', 0) === 1;
  const axis = batchFirst ? 0 : 1;
  if (layout.axis !== axis) return step.refuse('the batch lies along its time or feature axis');
  const grown = new Map<number, string>();
  const require = (index: number, expected: BatchLayout): void => {
    if ((step.node.inputs[index] ?? '') === '') return;
    const found = layoutOf(step, index);
    if (found === null) grown.set(index, expandConstant(step, index, expected));
    else if (!sameLayout(found, expected))
      step.refuse(`its input ${index + 1} holds the batch in another place`);
  };
  require(0, layout);
  require(LENGTHS, onAxis(layout, 0));
  for (const index of STATES) require(index, layout);
  if ([1, 2, 3].some((i) => layoutOf(step, i) !== null))
    step.refuse('its weights depend on the batch');
  if (grown.size > 0) {
    const inputs = step.node.inputs.map((name, i) => grown.get(i) ?? name);
    step.replace({ inputs }, 'constant initial states or lengths are repeated for every sample');
  }
  return [onAxis(layout, batchFirst ? 0 : 2), layout, layout];
};

function stateLayout(step: BatchStep): BatchLayout {
  const found = STATES.map((i) => layoutOf(step, i)).find((l) => l !== null);
  return found ?? step.refuse('the batch reaches it through a parameter');
}

/** com.microsoft Attention: input and mask on axis 0, past and present on axis 1. */
export const packedAttention: BatchRule = (step) => {
  const layout = layoutOf(step, 0);
  if (layout?.axis !== 0) return step.refuse('the batch is not the first axis of its input');
  const past = layoutOf(step, 4);
  if ((step.node.inputs[4] ?? '') !== '' && past?.axis !== 1)
    return step.refuse('its past is not batched on the second axis');
  return [layout, onAxis(layout, 1)];
};

/** Lengths along one axis, samples along the other. */
export const reverseSequence: BatchRule = (step) => {
  const layout = layoutOf(step, 0);
  const axis = intAttribute(step.node, 'batch_axis', 1);
  if (layout?.axis !== axis) return step.refuse('it reverses along the batch');
  if (layoutOf(step, 1) !== null) return [layout];
  const lengths = expandConstant(step, 1, onAxis(layout, 0));
  step.replace(
    { inputs: step.node.inputs.with(1, lengths) },
    'constant lengths are repeated for every sample',
  );
  return [layout];
};
