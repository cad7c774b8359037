import { sizesOf } from '../../../operators/node-cost.ts';
import type { Fusion } from '../fusion.ts';
import type { LoweredGraph } from '../lower-graph.ts';
import { constant, step } from '../pattern.ts';
import { bytesOf } from '../price-node.ts';
import type { Step } from '../step.ts';

/** The runtime computes new weights and bias once, on loading: the scale costs nothing, the bias its bytes. */
const folded = (conv: Step | undefined, addend: string, lowered: LoweredGraph) => ({
  op: 'Conv',
  main: conv,
  flops: conv?.flops ?? 0,
  weightBytes:
    (conv?.weightBytes ?? 0) +
    (addend !== '' && conv?.inputs.length === 2 ? bytesOf(lowered.factOf(addend)) : 0),
});

const conv = step('Conv', [], {
  name: 'conv',
  accept: (s) => s.inputs.length >= 2,
});

/** One number for each channel of the convolution's output; a factor may also be one for all. */
function fitsChannels(
  value: string,
  conv: Step | undefined,
  isFactor: boolean,
  lowered: LoweredGraph,
): boolean {
  const dims = sizesOf(lowered.factOf(value).shape);
  const count = dims.reduce((a, b) => a * b, 1);
  const output = sizesOf(lowered.factOf(conv?.outputs[0] ?? '').shape);
  const channelAxis = dims.length - (output.length - 1);
  return (isFactor && count === 1) || (count === output[1] && dims[channelAxis] === count);
}

const BATCH_NORMALISATION: Fusion = {
  pattern: step('BatchNormalization', [conv, constant(), constant('shift')]),
  fuse: ({ named, values }, lowered) =>
    folded(named.get('conv'), values.get('shift') ?? '', lowered),
};

const SCALE: Fusion = {
  pattern: step('Mul Add', [conv, constant('by')]),
  fuse: ({ root, named, values }, lowered) => {
    const by = values.get('by') ?? '';
    const main = named.get('conv');
    if (!fitsChannels(by, main, root.op === 'Mul', lowered)) return null;
    return folded(main, root.op === 'Add' ? by : '', lowered);
  },
};

const PADDING: Fusion = {
  pattern: step('Conv MaxPool AveragePool', [
    step('Pad', [], { name: 'pad', accept: (s) => isConstantMode(s) }),
  ]),
  fuse: ({ root, named }, lowered) => {
    const pads = lowered.factOf(named.get('pad')?.inputs[1] ?? '').value;
    const attribute = named.get('pad')?.node.attributes.some((a) => a.name === 'pads') === true;
    if (pads === null && !attribute) return null;
    return { op: root.op, main: root, flops: root.flops, weightBytes: root.weightBytes };
  },
};

function isConstantMode(pad: Step): boolean {
  const mode = pad.node.attributes.find((a) => a.name === 'mode')?.value;
  return (
    mode?.kind !== 'string' || String.fromCharCode(...mode.value.subarray(0, 16)) === 'constant'
  );
}

/** What the runtime works into the weights, bias and padding of a convolution. */
export const CONV_CONSTANTS: readonly Fusion[] = [BATCH_NORMALISATION, SCALE, PADDING];
