import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { bytesInMemory } from '../../src/onnx/bytes-in-memory.ts';
import { joinModelBytes } from '../../src/onnx/model-bytes.ts';
import type { ModelGraph } from '../../src/onnx/model-graph.ts';
import { modelStatistics } from '../../src/onnx/model-statistics.ts';
import { readModel } from '../../src/onnx/read-model.ts';
import { writeModel } from '../../src/onnx/write-model.ts';
import { VISION_MODELS } from '../../src/zoo/vision-models.ts';
import type { ZooModel } from '../../src/zoo/zoo-model.ts';
import { openModel } from '../support/run-batch.ts';

/** The quick ones, one of each kind of block. */
const QUICK = [
  'resnet-18',
  'mobilenet-v3-large',
  'efficientnet-b0',
  'shufflenet-v2',
  'densenet-121',
  'swin-tiny',
  'mixer-small',
  'conv-autoencoder',
  'mobilenet-v2-int8',
];

describe.each(QUICK)('%s in the runtime', (name) => {
  test('gives every sample an output of its own, of normal size, whatever the batch', async () => {
    const model = modelNamed(name).build();
    const session = await openModel(model);
    const both = await run(session, model, 2);
    const { length } = both;
    const [first, second] = [both.slice(0, length / 2), both.slice(length / 2)];
    expect(both.every(Number.isFinite)).toBe(true);
    expect(deviation(both)).toBeGreaterThan(1e-3);
    expect(deviation(both)).toBeLessThan(1e3);
    const apart = distance(first, second);
    expect(apart).toBeGreaterThan(1e-3 * deviation(both));
    // Alone, a sample may be rounded otherwise, but is the same sample.
    expect(distance(await run(session, model, 1), first)).toBeLessThan(0.02 * apart);
    await session.release();
  });
});

test.each([
  ['resnet-18-int8', 20],
  ['mobilenet-v2-int8', 52],
])('every convolution of %s runs as an integer kernel', async (name, convolutions) => {
  const path = join(mkdtempSync(join(tmpdir(), 'tune-test-')), 'optimised.onnx');
  const bytes = joinModelBytes(writeModel(modelNamed(name).build()));
  const options = { optimizedModelFilePath: path, logSeverityLevel: 4 } as const;
  await (await InferenceSession.create(bytes, options)).release();
  const { operators } = modelStatistics(readModel(bytesInMemory(readFileSync(path))));
  const count = (operator: string): number =>
    (operators.get(operator) ?? 0) + (operators.get(`com.microsoft::${operator}`) ?? 0);
  expect(count('QLinearConv')).toBe(convolutions);
  expect(count('Conv') + count('FusedConv')).toBe(0);
  expect(count('QGemm')).toBe(1);
});

function modelNamed(name: string): ZooModel {
  const found = VISION_MODELS.find((m) => m.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

/** The first output for the first `count` of a stream of seeded samples. */
async function run(
  session: InferenceSession,
  { graph }: ModelGraph,
  count: number,
): Promise<Float32Array> {
  const feeds = graph.inputs.map(({ name, type }) => {
    const shape = type.kind === 'tensor' && type.shape !== null ? type.shape : [];
    const dims = shape.map((d) => (typeof d === 'number' ? d : count));
    const random = createRandom(`samples of ${name}`);
    const size = dims.reduce((a, b) => a * b, 1);
    const numbers = Float32Array.from({ length: size }, () => random.normal());
    return [name, new Tensor('float32', numbers, dims)] as const;
  });
  const outputs = await session.run(Object.fromEntries(feeds));
  return outputs[graph.outputs[0]?.name ?? '']?.data as Float32Array;
}

function deviation(values: Float32Array): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
}

/** Root mean square of the differences. */
function distance(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(a.reduce((sum, v, i) => sum + (v - (b[i] ?? Number.NaN)) ** 2, 0) / a.length);
}
