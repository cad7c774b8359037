import type { OperatorFamily } from '../../../operators/operator.ts';
import type { FusedAs, Fusion } from '../fusion.ts';
import type { LoweredGraph } from '../lower-graph.ts';
import type { Match } from '../match-pattern.ts';
import { constant, either, type Pattern, step } from '../pattern.ts';
import { bytesOf } from '../price-node.ts';

const real = either(step('DequantizeLinear', [], { name: 'dequantise' }), constant());

/** Operators with kernels on 8-bit numbers, or that only move them. */
const OPERATORS = [
  'Conv ConvTranspose MatMul Gemm Add Mul Sigmoid LeakyRelu Softmax Concat Where',
  'AveragePool GlobalAveragePool MaxPool Resize',
  'Reshape Transpose Gather Squeeze Unsqueeze Flatten Split Slice',
].join(' ');

const inner = (ops: string): Pattern => step(ops, [], { name: 'inner', each: real });

const QUANTISED_FAMILY: Partial<Record<OperatorFamily, OperatorFamily>> = {
  conv: 'quantised-conv',
  'depthwise-conv': 'quantised-conv',
  matmul: 'quantised-matmul',
};

/** The operator works on the stored integers; converting is part of its kernel. */
function onIntegers({ named, steps }: Match, lowered: LoweredGraph): FusedAs | null {
  const main = named.get('inner');
  const input = named.get('dequantise')?.inputs[0];
  if (main === undefined || input === undefined) return null;
  let { weightBytes } = main;
  for (const value of main.inputs) {
    const stored = lowered.dequantised.get(value);
    if (stored === undefined) continue;
    weightBytes += bytesOf(lowered.factOf(stored)) - bytesOf(lowered.factOf(value));
  }
  const extra = steps.filter((s) => s.op !== 'DequantizeLinear' && s.op !== 'QuantizeLinear');
  return {
    op: `quantised ${main.op}`,
    main,
    family: QUANTISED_FAMILY[main.family] ?? main.family,
    label: `quantised ${[main, ...extra.filter((s) => s !== main)].map((s) => s.label).join(' + ')}`,
    elementType: lowered.factOf(input).elementType,
    flops: main.flops,
    weightBytes: Math.max(0, weightBytes),
  };
}

/** DequantizeLinear → operator → QuantizeLinear, an activation with a fixed range between left out. */
export const QUANTISED: readonly Fusion[] = [
  {
    pattern: step('QuantizeLinear', [
      either(inner(OPERATORS), step('Relu Clip', [inner('Conv Gemm MatMul Add')])),
    ]),
    fuse: onIntegers,
  },
  {
    pattern: step('MatMul Gemm', [], { name: 'inner', each: real }),
    fuse: onIntegers,
  },
];
