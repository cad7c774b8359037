import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { type MetaTask, metaGradient, metaTrain } from '../../src/surrogate/meta-train.ts';
import { createPerceptron, type Perceptron, perceptronOf } from '../../src/surrogate/perceptron.ts';

const SETTINGS = { alpha: 0.05, beta: 1e-3, K: 8 };

/** A parabola with its peak somewhere, upside down or not: no single curve is good for all of them. */
function parabola(seed: number): MetaTask {
  const random = createRandom(`parabola ${seed}`);
  const peak = random.next() - 0.5;
  const height = seed % 2 === 0 ? 1.5 : -1.5;
  const x = Array.from({ length: 24 }, (_, i) => [(2 * i) / 23 - 1]);
  return { x, y: x.map(([at = 0]) => height * (1 - (at - peak) ** 2)) };
}

const everyThird = (task: MetaTask): MetaTask => ({
  x: task.x.filter((_, i) => i % 3 === 0),
  y: task.y.filter((_, i) => i % 3 === 0),
});

function loss(network: Perceptron, { x, y }: MetaTask): number {
  return network.forward(x).reduce((sum, f, i) => sum + (f - (y[i] ?? 0)) ** 2, 0) / x.length;
}

/** Mean loss on tasks never seen, after one step on a third of their points. */
function lossAfterOneStep(network: Perceptron): number {
  const fresh = Array.from({ length: 10 }, (_, i) => parabola(1000 + i));
  const losses = fresh.map((task) => {
    const { x, y } = everyThird(task);
    return loss(network.step(x, y, SETTINGS.alpha), task);
  });
  return losses.reduce((a, b) => a + b) / losses.length;
}

describe('meta-training', () => {
  const tasks = Array.from({ length: 20 }, (_, i) => parabola(i));
  const network = metaTrain(tasks, { ...SETTINGS, steps: 120, random: createRandom(1) });

  test('one step adapts a trained network better than a network from scratch', () => {
    const scratch = createPerceptron(1, createRandom(1).fork('weights'));
    expect(lossAfterOneStep(network)).toBeLessThan(0.5 * lossAfterOneStep(scratch));
  });

  test('it is the step that makes it good, not the start', () => {
    const unadapted = tasks.map((task) => loss(network, task)).reduce((a, b) => a + b);
    expect(lossAfterOneStep(network)).toBeLessThan((0.5 * unadapted) / tasks.length);
  });

  test('follows the gradient through the adaptation, second derivatives included', () => {
    const start = createPerceptron(1, createRandom(3));
    const [support, query] = [everyThird(parabola(0)), parabola(2)];
    const slope = metaGradient(start, support, query, 0.3);
    const plain = metaGradient(start, support, query, 0);
    const places = [3, 40, 130, 200, 5000, 9000, 16_800, 16_896];
    let differs = false;
    for (const i of places) {
      const lossAt = (shift: number): number => {
        const moved = perceptronOf(1, start.parameters.with(i, (start.parameters[i] ?? 0) + shift));
        return loss(moved.step(support.x, support.y, 0.3), query);
      };
      const numeric = (lossAt(1e-5) - lossAt(-1e-5)) / 2e-5;
      expect(Math.abs((slope[i] ?? 0) - numeric)).toBeLessThan(1e-3 + 0.02 * Math.abs(numeric));
      differs ||= Math.abs((plain[i] ?? 0) - numeric) > 0.1 * Math.abs(numeric);
    }
    expect(differs).toBe(true);
  });

  test('gives the same network for the same seed, another for another', () => {
    const few = (seed: number): Float64Array =>
      metaTrain(tasks, { ...SETTINGS, steps: 3, random: createRandom(seed) }).parameters;
    expect(few(5)).toEqual(few(5));
    expect(few(5)).not.toEqual(few(6));
  });

  test('takes tasks of a single point', () => {
    const single: MetaTask = { x: [[0.5]], y: [1] };
    const trained = metaTrain([single], { ...SETTINGS, steps: 60, random: createRandom(1) });
    const adapted = trained.step(single.x, single.y, SETTINGS.alpha);
    expect(adapted.forward([[0.5]])[0]).toBeCloseTo(1, 1);
  });
});
