import { describe, expect, test } from 'vitest';
import { bytesInMemory } from '../../src/onnx/bytes-in-memory.ts';
import { checkModel } from '../../src/onnx/check-model.ts';
import { joinModelBytes } from '../../src/onnx/model-bytes.ts';
import { modelStatistics } from '../../src/onnx/model-statistics.ts';
import { readModel } from '../../src/onnx/read-model.ts';
import { writeModel } from '../../src/onnx/write-model.ts';
import { VISION_MODELS } from '../../src/zoo/vision-models.ts';
import type { ZooModel } from '../../src/zoo/zoo-model.ts';
import { withStoredWeights } from '../bench/support/stored-weights.ts';
import { learntParameters } from '../support/learnt-parameters.ts';
import { multiplyAccumulates } from '../support/multiply-accumulates.ts';

describe.each(VISION_MODELS)('$title', ({ name, published, build }) => {
  const bytes = joinModelBytes(writeModel(build()));
  const model = readModel(bytesInMemory(bytes));

  test('has as many learnt parameters as were published, within 1 %', () => {
    const share = learntParameters(model) / published.parameters;
    expect(share).toBeGreaterThan(0.99);
    expect(share).toBeLessThan(1.01);
    expect(published.source).not.toBe('');
  });

  test('multiplies as often as was published, within 1 %', () => {
    const counted = multiplyAccumulates(model);
    expect(counted).toBeGreaterThan(0);
    const share = counted / (published.multiplyAccumulates ?? counted);
    expect(share).toBeGreaterThan(0.99);
    expect(share).toBeLessThan(1.01);
  });

  test('is a valid model of a symbolic batch', () => {
    expect(() => checkModel(model)).not.toThrow();
    for (const { type } of [...model.graph.inputs, ...model.graph.outputs]) {
      expect(type).toMatchObject({ kind: 'tensor', elementType: 'float32' });
      expect(type.kind === 'tensor' && type.shape?.[0]).toBe('N');
    }
  });

  test('is the same file every time', () => {
    expect(Buffer.from(joinModelBytes(writeModel(build()))).equals(bytes)).toBe(true);
  });

  test('is a small file with names that tell nodes and values apart', () => {
    if (name !== 'squeezenet-1.1') expect(bytes.length).toBeLessThan(600_000);
    const { nodes } = model.graph;
    expect(new Set(nodes.map((n) => n.name)).size).toBe(nodes.length);
  });
});

describe('the vision models', () => {
  const named = (name: string): ZooModel => {
    const found = VISION_MODELS.find((m) => m.name === name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found;
  };

  test('have names of their own', () => {
    expect(new Set(VISION_MODELS.map((m) => m.name)).size).toBe(VISION_MODELS.length);
    for (const { name } of VISION_MODELS) expect(name).toMatch(/^[a-z0-9][a-z0-9.-]*$/);
  });

  // Counts that follow from the tables of the papers, so that a block too many or too few is noticed where its
  // parameters are not.
  test.each([
    ['resnet-18', { Conv: 20, BatchNormalization: 20, Add: 8 }],
    ['resnet-50', { Conv: 53, BatchNormalization: 53, Add: 16 }],
    ['densenet-121', { Conv: 120, BatchNormalization: 121, AveragePool: 3 }],
    ['mobilenet-v2', { Conv: 52, Add: 10, Clip: 35 }],
    ['mobilenet-v3-large', { HardSigmoid: 8, HardSwish: 21, Add: 10 }],
    ['shufflenet-v2', { Conv: 56, Split: 13, Transpose: 16 }],
    ['inception-v3', { Conv: 94, AveragePool: 9, MaxPool: 4, Concat: 15 }],
    ['vit-small', { Softmax: 12, LayerNormalization: 25, Erf: 12 }],
    ['swin-tiny', { Softmax: 12, LayerNormalization: 29, Where: 5 }],
    ['unet', { Conv: 19, ConvTranspose: 4, Concat: 4, MaxPool: 4 }],
    ['yolo-v3-tiny', { Conv: 13, LeakyRelu: 11, Resize: 1, MaxPool: 6 }],
    ['resnet-18-int8', { Conv: 20, BatchNormalization: undefined }],
  ])('have the layers of the paper: %s', (name, expected) => {
    const { operators } = modelStatistics(named(name).build());
    for (const [operator, count] of Object.entries(expected))
      expect([operator, operators.get(operator)]).toEqual([operator, count]);
  });

  test('can have stored weights instead, as many as were counted', () => {
    const model = named('shufflenet-v2').build();
    const stored = withStoredWeights(model);
    expect(() => checkModel(stored)).not.toThrow();
    const { operators, parameters } = modelStatistics(stored);
    expect(parameters).toBe(learntParameters(model));
    expect(operators.get('Conv')).toBe(56);
    expect(operators.has('Tile') || operators.has('ConstantOfShape')).toBe(false);
  });
});
