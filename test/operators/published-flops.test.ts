import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openModelFile } from '../../src/input/model-file.ts';
import { readModel } from '../../src/onnx/read-model.ts';
import { modelMacs } from './model-macs.ts';

/**
 * SqueezeNet 1.1 as SqueezeNet/SqueezeNet_v1.1/train_val.prototxt of github.com/forresti/SqueezeNet gives it: fire modules as
 * inputs, squeezed channels, and channels of each of the two expansions (1×1 and 3×3).
 */
const FIRES = [
  { inputs: 64, squeezed: 16, expanded: 64, pooled: 1 },
  { inputs: 128, squeezed: 16, expanded: 64, pooled: 1 },
  { inputs: 128, squeezed: 32, expanded: 128, pooled: 2 },
  { inputs: 256, squeezed: 32, expanded: 128, pooled: 2 },
  { inputs: 256, squeezed: 48, expanded: 192, pooled: 3 },
  { inputs: 384, squeezed: 48, expanded: 192, pooled: 3 },
  { inputs: 384, squeezed: 64, expanded: 256, pooled: 3 },
  { inputs: 512, squeezed: 64, expanded: 256, pooled: 3 },
] as const;

/** Side after the first convolution (3×3, stride 2, no padding) and after each 3×3 pooling of stride 2 (rounded up). */
function sides(image: number): readonly number[] {
  const first = Math.floor((image - 3) / 2) + 1;
  const pool = (side: number): number => Math.ceil((side - 3) / 2) + 1;
  return [first, pool(first), pool(pool(first)), pool(pool(pool(first)))];
}

/** Multiply-accumulates of one sample by that table. */
function squeezenetMacs(image: number): number {
  const side = sides(image);
  const area = (pooled: number): number => (side[pooled] ?? 0) ** 2;
  const fires = FIRES.map(({ inputs, squeezed, expanded, pooled }) => {
    const perPosition = inputs * squeezed + squeezed * expanded * (1 + 9);
    return area(pooled) * perPosition;
  });
  return area(0) * 64 * 27 + fires.reduce((a, b) => a + b, 0) + area(3) * 512 * 1000;
}

/** Published: 0.349 billion at 224 (`_ops` of SqueezeNet1_1_Weights, torchvision/models/squeezenet.py). */
const TORCHVISION_MACS = 0.349e9;

describe('the arithmetic of SqueezeNet 1.1', () => {
  const source = openModelFile(
    join(import.meta.dirname, '../../datasets/models/squeezenet1.1.onnx'),
  );
  const model = readModel(source);
  source.close();

  it('is that of its layer table at 227, the size it was made for, and grows with the batch', () => {
    expect(sides(227)).toEqual([113, 56, 28, 14]);
    expect(modelMacs(model, { data: [1, 3, 227, 227] })).toBe(squeezenetMacs(227));
    expect(modelMacs(model, { data: [8, 3, 227, 227] })).toBe(8 * squeezenetMacs(227));
  });

  it('is what torchvision publishes at 224', () => {
    const macs = modelMacs(model, { data: [1, 3, 224, 224] });
    expect(macs).toBe(squeezenetMacs(224));
    expect(Math.abs(macs / TORCHVISION_MACS - 1)).toBeLessThan(0.002);
  });
});
