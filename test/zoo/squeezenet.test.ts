import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { bytesInMemory } from '../../src/onnx/bytes-in-memory.ts';
import { checkModel } from '../../src/onnx/check-model.ts';
import { modelStatistics } from '../../src/onnx/model-statistics.ts';
import { readModel } from '../../src/onnx/read-model.ts';
import { buildSqueezenet } from '../support/build-models.ts';

const FOLDER = join(import.meta.dirname, '../../datasets/models');
const shipped = readFileSync(join(FOLDER, 'squeezenet1.1.onnx'));

describe('the SqueezeNet 1.1 that is shipped', () => {
  test('is what the code builds, to the byte, and what its README says', () => {
    expect(Buffer.from(buildSqueezenet()).equals(shipped)).toBe(true);
    const sha256 = createHash('sha256').update(shipped).digest('hex');
    expect(readFileSync(join(FOLDER, 'README.md'), 'utf8')).toContain(sha256);
  });

  test('has the parameters and layers of the paper, in at most 5 MB', () => {
    const model = readModel(bytesInMemory(shipped));
    checkModel(model);
    const { parameters, operators } = modelStatistics(model);
    expect(parameters).toBe(1_235_496);
    expect(operators.get('Conv')).toBe(26);
    expect(operators.get('Concat')).toBe(8);
    expect(operators.get('MaxPool')).toBe(3);
    expect(shipped.length).toBeLessThanOrEqual(5_000_000);
  });

  test('gives probabilities of normal size that depend on the image, whatever the batch', async () => {
    const session = await InferenceSession.create(shipped, { logSeverityLevel: 4 });
    const random = createRandom('images');
    const size = 3 * 227 * 227;
    const images = Float32Array.from({ length: 2 * size }, () => random.normal());
    const run = async (data: Float32Array): Promise<Float32Array> => {
      const feeds = { data: new Tensor('float32', data, [data.length / size, 3, 227, 227]) };
      const { prob } = await session.run(feeds);
      return prob?.data as Float32Array;
    };
    const both = await run(images);
    const second = await run(images.slice(size));
    expect(both).toHaveLength(2000);
    expect(Math.min(...both)).toBeGreaterThan(1e-12);
    expect(both.slice(0, 1000).reduce((a, b) => a + b)).toBeCloseTo(1, 4);
    expect(largestDifference(both.slice(1000), second)).toBeLessThan(1e-5);
    expect(largestDifference(both.slice(0, 1000), second)).toBeGreaterThan(1e-4);
  });
});

function largestDifference(a: Float32Array, b: Float32Array): number {
  return Math.max(...a.map((v, i) => Math.abs(v - (b[i] ?? Number.NaN))));
}
