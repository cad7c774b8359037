import * as fc from 'fast-check';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { Dimension } from '../../../src/onnx/model-graph.ts';
import { geluTanh } from '../../../src/zoo/layers/gelu-tanh.ts';
import { createNetwork, type Network } from '../../../src/zoo/layers/network.ts';
import { relativeShift } from '../../../src/zoo/layers/relative-attention.ts';
import { relativeBuckets } from '../../../src/zoo/layers/relative-buckets.ts';
import { samePadding } from '../../../src/zoo/layers/sequence-convolution.ts';
import {
  fusedLayerNorm,
  rmsNorm,
  writtenOutLayerNorm,
} from '../../../src/zoo/layers/transformer-norm.ts';
import { assertProperty } from '../../support/assert-property.ts';
import { openModel } from '../../support/run-batch.ts';

/** Runs one layer on an input of the given shape and numbers. */
async function evaluate(
  input: Tensor,
  type: 'float32' | 'int64',
  layer: (network: Network, value: string) => string,
): Promise<readonly number[]> {
  const network = createNetwork('layer');
  const axes = (): Dimension[] => input.dims.map((_, axis) => `axis${axis}`);
  const output = layer(network, network.graph.input('input', type, axes()));
  network.graph.output(output, type, null);
  const session = await openModel(network.graph.model(17));
  const result = (await session.run({ input }))[output];
  await session.release();
  return Array.from((result?.data ?? []) as Iterable<number | bigint>).map(Number);
}

const numbers = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(3 * i + 1) * 2 + 0.5);

describe('normalisations', () => {
  const input = new Tensor('float32', numbers(24), [2, 3, 4]);

  test('layer normalisation written out gives what the operator gives', async () => {
    const [fused = [], written = []] = await Promise.all(
      [fusedLayerNorm(1e-5), writtenOutLayerNorm(1e-5)].map((norm) =>
        evaluate(input, 'float32', (n, value) => norm(n, 'norm', { value, channels: 4 }).value),
      ),
    );
    expect(written).toHaveLength(24);
    written.forEach((v, i) => {
      expect(v).toBeCloseTo(fused[i] ?? Number.NaN, 5);
    });
  });

  test('root mean square normalisation makes the mean square of every token 1', async () => {
    const normal = await evaluate(
      input,
      'float32',
      (n, value) => rmsNorm(1e-9)(n, 'norm', { value, channels: 4 }).value,
    );
    for (let token = 0; token < 6; token++) {
      const square = normal.slice(4 * token, 4 * token + 4).reduce((a, v) => a + v * v, 0);
      expect(square / 4).toBeCloseTo(1, 4);
    }
  });
});

test('the tanh form of GELU has its known values', async () => {
  const input = new Tensor('float32', Float32Array.of(-3, -1, 0, 1, 3), [5]);
  const found = await evaluate(input, 'float32', (n, value) => geluTanh(n, 'gelu', value));
  // torch.nn.functional.gelu(x, approximate='tanh')
  [-0.0036374, -0.1588081, 0, 0.8411919, 2.9963627].forEach((v, i) => {
    expect(found[i]).toBeCloseTo(v, 5);
  });
});

test('the relative shift puts the score of distance i − j at row i, column j', async () => {
  const [heads, length] = [2, 5];
  const width = 2 * length - 1;
  const input = new Tensor('float32', numbers(heads * length * width), [1, heads, length, width]);
  const shifted = await evaluate(input, 'float32', (n, value) =>
    relativeShift(n, 'shifted', value, heads),
  );
  const given = input.data as Float32Array;
  const expected = Array.from({ length: heads * length * length }, (_, index) => {
    const [row, column] = [Math.floor(index / length), index % length];
    return given[row * width + length - 1 - (row % length) + column];
  });
  expect(shifted).toEqual(expected);
});

test('buckets of relative positions are those of T5', async () => {
  const length = 200;
  const tokens = new Tensor('int64', new BigInt64Array(length), [1, length]);
  const found = await evaluate(tokens, 'int64', (n, value) =>
    relativeBuckets(n, 'buckets', value, { count: 32, farthest: 128 }),
  );
  const bucket = (offset: number): number => {
    const [side, distance] = [offset > 0 ? 16 : 0, Math.abs(offset)];
    if (distance < 8) return side + distance;
    const step = Math.trunc((Math.log(distance / 8) / Math.log(16)) * 8 + 1e-6);
    return side + Math.min(15, 8 + step);
  };
  for (const row of [0, 7, 100, 199])
    for (let column = 0; column < length; column++)
      expect(found[row * length + column]).toBe(bucket(column - row));
});

test('SAME padding gives as many outputs as strides begin, whatever the sizes', () => {
  const size = fc.integer({ min: 1, max: 200 });
  const small = fc.integer({ min: 1, max: 12 });
  assertProperty(
    fc.property(size, small, small, (length, kernel, stride) => {
      const [before, after] = samePadding(length, kernel, stride);
      const outputs = Math.floor((length + before + after - kernel) / stride) + 1;
      expect([0, 1]).toContain(after - before);
      expect(outputs).toBe(Math.ceil(length / stride));
    }),
    200,
  );
});
