import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { metaGradient, metaTrain } from '../../src/surrogate/meta-train.ts';
import { createPerceptron, perceptronOf } from '../../src/surrogate/perceptron.ts';

const random = createRandom('perceptron');
const rows = (count: number, inputs = 3): number[][] =>
  Array.from({ length: count }, () => Array.from({ length: inputs }, () => random.normal()));

function loss(outputs: Float64Array, y: readonly number[]): number {
  return outputs.reduce((sum, f, i) => sum + (f - (y[i] ?? 0)) ** 2, 0) / y.length;
}

/** Sines of any height and phase, as in Finn, Abbeel & Levine 2017. */
function sineTask(count: number) {
  const [height, phase] = [0.5 + 1.5 * random.next(), Math.PI * random.next()];
  const x = Array.from({ length: count }, () => [6 * random.next() - 3]);
  return { x, y: x.map(([a = 0]) => height * Math.sin(a + phase)) };
}

describe('a perceptron', () => {
  it('is two rectified layers and a linear one', () => {
    const network = createPerceptron(2, random);
    const p = network.parameters;
    const at = (i: number): number => p[i] as number;
    const relu = (v: number): number => Math.max(0, v);
    const layer = (from: number, inputs: readonly number[], o: number): number =>
      inputs.reduce(
        (sum, v, j) => sum + v * at(from + j * 128 + o),
        at(from + inputs.length * 128 + o),
      );
    const x = [0.3, -0.7];
    const units = Array.from({ length: 128 }, (_, i) => i);
    const first = units.map((o) => relu(layer(0, x, o)));
    const second = units.map((o) => relu(layer(3 * 128, first, o)));
    const last = 3 * 128 + 129 * 128;
    const output = second.reduce((sum, v, j) => sum + v * at(last + j), at(last + 128));
    expect(network.forward([x])[0]).toBeCloseTo(output, 10);
  });

  it('has the gradient that small differences say', () => {
    const x = rows(5);
    const y = x.map(() => random.normal());
    const network = createPerceptron(3, random);
    const gradient = network.gradient(x, y);
    for (let trial = 0; trial < 60; trial++) {
      const i = random.integer(gradient.length);
      const lossAt = (by: number): number => {
        const changed = network.parameters.with(i, (network.parameters[i] as number) + by);
        return loss(perceptronOf(3, changed).forward(x), y);
      };
      expect(gradient[i]).toBeCloseTo((lossAt(1e-6) - lossAt(-1e-6)) / 2e-6, 5);
    }
  });

  it('learns a function by steps, none of which changes an earlier value', () => {
    const x = rows(30);
    const y = x.map(([a = 0, b = 0]) => a * b);
    const start = createPerceptron(3, random);
    const before = start.parameters.slice();
    let network = start;
    for (let i = 0; i < 300; i++) network = network.step(x, y, 0.02);
    expect(loss(network.forward(x), y)).toBeLessThan(0.1 * loss(start.forward(x), y));
    expect(start.parameters).toEqual(before);
  });

  it('comes back from JSON unchanged, and refuses what does not fit', () => {
    const network = createPerceptron(3, random);
    const text = JSON.stringify(Array.from(network.parameters));
    const x = rows(4);
    expect(perceptronOf(3, JSON.parse(text)).forward(x)).toEqual(network.forward(x));
    expect(() => perceptronOf(4, network.parameters)).toThrow(RangeError);
  });
});

describe('meta-training', () => {
  it('follows the true gradient of the loss after adapting', () => {
    const network = createPerceptron(1, random);
    const [seen, judged] = [sineTask(6), sineTask(6)];
    const gradient = metaGradient(network, seen, judged, 0.01);
    const lossAfter = (direction: Float64Array, by: number): number => {
      const p = network.parameters.map((v, i) => v + by * (direction[i] as number));
      return loss(perceptronOf(1, p).step(seen.x, seen.y, 0.01).forward(judged.x), judged.y);
    };
    for (let trial = 0; trial < 5; trial++) {
      const direction = gradient.map(() => random.normal());
      const rise = (lossAfter(direction, 1e-7) - lossAfter(direction, -1e-7)) / 2e-7;
      const expected = gradient.reduce((sum, g, i) => sum + g * (direction[i] as number), 0);
      expect(Math.abs(rise - expected)).toBeLessThan(0.01 * Math.abs(expected) + 0.01);
    }
  });

  it('gives a network that adapts better to new tasks than one trained on nothing', () => {
    const tasks = Array.from({ length: 20 }, () => sineTask(20));
    const unseen = Array.from({ length: 10 }, () => sineTask(30));
    const options = { alpha: 0.002, beta: 1e-3, K: 10, steps: 120, tasksPerStep: 5 };
    const trained = metaTrain(tasks, { ...options, random: createRandom(1), optimiser: 'adam' });
    const fresh = createPerceptron(1, createRandom(1));
    const lossAdapted = (start: typeof fresh): number =>
      unseen.reduce((sum, { x, y }) => {
        let network = start;
        for (let i = 0; i < 3; i++) network = network.step(x.slice(0, 10), y.slice(0, 10), 0.002);
        return sum + loss(network.forward(x.slice(10)), y.slice(10));
      }, 0);
    expect(lossAdapted(trained)).toBeLessThan(0.7 * lossAdapted(fresh));
  });

  it('gives the same network to the same seed', () => {
    const tasks = [sineTask(4), sineTask(12)];
    const train = () =>
      metaTrain(tasks, { alpha: 0.01, beta: 0.01, K: 5, steps: 3, random: createRandom(2) });
    expect(train().parameters).toEqual(train().parameters);
    expect(() => metaTrain([], { alpha: 0.01, beta: 0.01, K: 5, steps: 3, random })).toThrow(
      RangeError,
    );
  });
});
