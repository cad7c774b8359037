import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inspectModel } from '../../src/cli/inspect-model.ts';
import { shippedSignatures } from '../../src/cli/known-signatures.ts';
import { readModelGraph } from '../../src/cli/read-model-file.ts';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import { ZOO } from '../../src/zoo/catalogue.ts';
import { buildZooSignatures } from '../support/build-signatures.ts';
import { writeTemporary } from '../support/tiny-model.ts';

const SQUEEZENET = new URL('../../datasets/models/squeezenet1.1.onnx', import.meta.url).pathname;
const known = shippedSignatures();

function inspect(path: string, batch: number | null = null) {
  const request = { shapes: new Map(), batch, constants: null, known };
  return inspectModel(readModelGraph(path), request).inspection;
}

describe('looking at a model', () => {
  const squeezenet = inspect(SQUEEZENET);

  it('counts parameters, weights and arithmetic as published', () => {
    expect(squeezenet.parameters).toBe(1_235_496);
    expect(squeezenet.weightBytes).toBe(4 * 1_235_496);
    // 388 million multiply-accumulates at 227 pixels, layer by layer.
    expect(squeezenet.flops / 2 / 388e6).toBeGreaterThan(0.98);
    expect(squeezenet.flops / 2 / 388e6).toBeLessThan(1.02);
  });

  it('shares out all of the time, the arithmetic and the bytes', () => {
    for (const what of ['time', 'flops', 'bytes'] as const) {
      const total = squeezenet.families.reduce((sum, f) => sum + f[what], 0);
      expect(total).toBeCloseTo(1, 9);
    }
    expect(squeezenet.families[0]?.family).toBe('conv');
  });

  it('recognises the model by its signature', () => {
    expect(squeezenet.neighbours[0]).toMatchObject({ name: 'SqueezeNet 1.1' });
    expect(squeezenet.neighbours[0]?.similarity).toBeCloseTo(1, 6);
    expect(squeezenet.neighbours[1]?.similarity).toBeLessThan(0.9);
  });

  it('looks at as many samples as asked', () => {
    const eight = inspect(SQUEEZENET, 8);
    expect(eight.flops).toBeCloseTo(8 * squeezenet.flops, -3);
    expect(eight.weightBytes).toBe(squeezenet.weightBytes);
    expect(eight.activationPeakBytes).toBeCloseTo(8 * squeezenet.activationPeakBytes, -3);
    expect(eight.outputs[0]?.sizes).toEqual([8, 1000]);
  });

  it('says outputs the file leaves open in the symbols of the inputs', () => {
    const b = createGraphBuilder();
    const x = b.input('x', 'float32', ['N', 'length', 4]);
    b.node('Concat', [x, x], { axis: 1 }, { outputs: ['y'] });
    b.output('y', 'float32', null);
    const { outputs } = inspect(writeTemporary(b.model(13)));
    expect(outputs[0]?.declared).toEqual(['N', '2*length', '4']);
  });

  it('names operators it does not know, and goes on', () => {
    const b = createGraphBuilder();
    const x = b.input('x', 'float32', ['N', 4]);
    const odd = b.node('Whatever', [x], {}, { domain: 'com.microsoft' });
    b.node('Relu', [odd], {}, { outputs: ['y'] });
    b.output('y', 'float32', ['N', 4]);
    const path = writeTemporary(b.model(13, { 'com.microsoft': 1 }));
    const inspection = inspect(path);
    expect(inspection.unknownOperators).toEqual(['com.microsoft:Whatever']);
    expect(inspection.kernels).toBe(2);
  });
});

describe('the signatures that come with the tool', () => {
  it('are those of the zoo as it is built now', () => {
    const path = new URL('../../datasets/signatures/zoo.json', import.meta.url);
    expect(readFileSync(path, 'utf8')).toBe(buildZooSignatures());
    expect(known).toHaveLength(ZOO.length);
  }, 60_000);

  it('tell every architecture from every other', () => {
    for (const { name, signature } of known) {
      const twins = known.filter(
        (k) => JSON.stringify(k.signature.parts) === JSON.stringify(signature.parts),
      );
      expect(twins.map((t) => t.name)).toEqual([name]);
    }
  });
});
