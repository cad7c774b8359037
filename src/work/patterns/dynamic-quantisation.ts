import type { Fusion } from '../fusion.ts';
import type { Match } from '../match-pattern.ts';
import { constant, step, value } from '../pattern.ts';

const form = (quantised: Parameters<typeof step>[1], scale: Parameters<typeof step>[1]) =>
  step('Mul', [
    step('Cast', [step('MatMulInteger', quantised, { name: 'product' })]),
    step('Mul', scale),
  ]);

const fuse = ({ named }: Match) => ({
  op: 'com.microsoft:MatMulIntegerToFloat',
  main: named.get('product'),
  family: 'quantised-matmul' as const,
});

const x = [value('x')];
const inside = form(
  [step('DynamicQuantizeLinear', x, { output: 0 })],
  [step('DynamicQuantizeLinear', x, { output: 1 }), constant()],
);
const shared = form([value('q')], [value('scale'), constant()]);

/** Products of activations that are quantised as they come; the quantising is shared where several products use it. */
export const DYNAMIC_QUANTISATION: readonly Fusion[] = [
  { pattern: inside, fuse },
  { pattern: shared, fuse },
  {
    pattern: step('Add', [
      step('com.microsoft:MatMulIntegerToFloat', [], { name: 'product' }),
      constant(),
    ]),
    fuse,
  },
];
