import { expect, it } from 'vitest';
import { findSequenceAxes } from '../../src/batching/find-sequence-axes.ts';
import { followLengths } from '../../src/batching/follow-lengths.ts';
import type { ResolvedInput } from '../../src/batching/resolve-input-shapes.ts';
import type { Dimension } from '../../src/onnx/model-graph.ts';
import { thrownTuneError } from '../support/thrown-tune-error.ts';

function input(name: string, ...declared: readonly Dimension[]): ResolvedInput {
  const open = declared.flatMap((d, axis) =>
    typeof d === 'number'
      ? []
      : [{ axis, key: d === null ? `${name} axis ${axis}` : `symbol ${d}`, isBatch: axis === 0 }],
  );
  const shape = declared.map((d) => (typeof d === 'number' ? d : 1));
  return { name, elementType: 'int64', declared, shape, control: null, open };
}

const find = (inputs: readonly ResolvedInput[], wanted: string | null = null) => {
  const plan = { inputs: inputs.map(({ name }) => ({ name, batchAxis: 0 })) };
  return Object.fromEntries(findSequenceAxes(inputs, plan, wanted));
};

it('is the one symbol besides the batch, on every input that has it', () => {
  const inputs = [input('ids', 'N', 'tokens'), input('mask', 'N', 'tokens'), input('age', 'N', 1)];
  expect(find(inputs)).toEqual({ ids: [1], mask: [1] });
});

it('may be on two axes of one input', () => {
  expect(find([input('bias', 'N', 'tokens', 'tokens')])).toEqual({ bias: [1, 2] });
});

it('is taken to be shared by nameless axes at one place', () => {
  const inputs = [input('ids', null, null), input('mask', 'unk__1', 'unk__2')];
  expect(find(inputs)).toEqual({ ids: [1], mask: [1] });
});

it('is asked for where there are several, which are named', () => {
  const inputs = [input('source', 'N', 'from'), input('target', 'N', 'to')];
  const error = thrownTuneError(() => find(inputs));
  expect(error.message).toContain('from (source[1]), to (target[1])');
  expect(error.hint).toContain("--sequence-axis 'source[1]'");
  expect(find(inputs, 'to')).toEqual({ target: [1] });
  expect(find(inputs, 'source[1], to')).toEqual({ source: [1], target: [1] });
});

it('is refused where the model has none, or none of the name given', () => {
  expect(thrownTuneError(() => find([input('image', 'N', 3, 224, 224)])).kind).toBe('usage');
  const error = thrownTuneError(() => find([input('ids', 'N', 'tokens')], 'ids[0]'));
  expect(error.message).toContain('ids[0]');
  expect(error.hint).toContain('tokens (ids[1])');
});

it('tells masks and counts from data by their names', () => {
  const spec = (name: string, ...shape: readonly number[]) =>
    ({
      name,
      elementType: 'int64',
      shape,
      batchAxis: 0,
      values: { kind: 'integers', low: 0, high: 9 },
    }) as const;
  const axes = new Map(['ids', 'attention_mask', 'src_key_padding_mask'].map((n) => [n, [1]]));
  const specs = [
    spec('ids', 1, 8),
    spec('attention_mask', 1, 8),
    spec('src_key_padding_mask', 1, 8),
    spec('x_lengths', 1),
    spec('speaker', 1),
  ];
  expect(followLengths(specs, axes).map((s) => s.lengthRole)).toEqual([
    { kind: 'data', axes: [1] },
    { kind: 'mask', axes: [1], real: 1 },
    { kind: 'mask', axes: [1], real: 0 },
    { kind: 'count' },
    undefined,
  ]);
});
