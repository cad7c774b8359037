import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { createPerceptron, gradient, perceptronOf } from '../../src/surrogate/perceptron.ts';

const random = createRandom('perceptron');
const x = Array.from({ length: 20 }, () => [2 * random.next() - 1, 2 * random.next() - 1]);
const y = x.map(([a = 0, b = 0]) => a * a - b);
const network = createPerceptron(2, createRandom('weights'));

function loss(predicted: readonly number[]): number {
  return predicted.reduce((sum, f, i) => sum + (f - (y[i] ?? 0)) ** 2, 0) / predicted.length;
}

describe('the perceptron', () => {
  test('has the gradient of its mean squared error, in every layer', () => {
    const slope = gradient(network, x, y);
    // Weights of each layer and biases of each layer; units that are on at some row.
    const places = [0, 130, 255, 256, 300, 384, 5000, 16_000, 16_768, 16_896, 17_000, 17_024];
    expect(network.parameters).toHaveLength(17_025);
    for (const i of places) {
      const lossAt = (shift: number): number => {
        const moved = network.parameters.with(i, (network.parameters[i] ?? 0) + shift);
        return loss(perceptronOf(2, moved).forward(x));
      };
      expect(slope[i]).toBeCloseTo((lossAt(1e-5) - lossAt(-1e-5)) / 2e-5, 6);
    }
    expect(places.filter((i) => slope[i] !== 0).length).toBeGreaterThan(8);
  });

  test('learns a curve by many steps, and never changes itself', () => {
    const before = loss(network.forward(x));
    let trained = network;
    for (let i = 0; i < 300; i++) trained = trained.step(x, y, 0.05);
    expect(loss(trained.forward(x))).toBeLessThan(before / 20);
    expect(loss(network.forward(x))).toBe(before);
  });

  test('of no inputs is a constant that can be learnt', () => {
    let constant = createPerceptron(0, createRandom(1));
    for (let i = 0; i < 200; i++) constant = constant.step([[]], [3], 0.05);
    expect(constant.forward([[], []])[1]).toBeCloseTo(3, 1);
  });
});
