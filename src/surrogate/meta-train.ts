import type { Random } from '../core/random.ts';
import { createPerceptron, gradient, type Perceptron, perceptronOf } from './perceptron.ts';

/** One task to learn from: rows of equal length and their targets. */
export interface MetaTask {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
}

interface MetaTraining {
  /** Rate of the step by which a task adapts the network. */
  readonly alpha: number;
  /** Rate of the steps of the network itself. */
  readonly beta: number;
  /** Points of a task that it adapts to, and as many others by which that is judged. */
  readonly K: number;
  /** Steps of the network itself. */
  readonly steps: number;
  readonly random: Random;
}

/** Tasks drawn for one step. */
const TASKS_PER_STEP = 4;
/** Moments of Adam (Kingma and Ba 2015), with which MAML takes its own steps. */
const ADAM = { first: 0.9, second: 0.999, epsilon: 1e-8 };
/** Length of the step behind the difference that stands for second derivatives: so short that no unit turns on or off. */
const DIFFERENCE = 1e-6;

function pick({ x, y }: MetaTask, places: readonly number[]): MetaTask {
  return { x: places.map((i) => x[i] ?? []), y: places.map((i) => y[i] ?? 0) };
}

/** K points to adapt to and up to K others; a task of fewer points shares them. */
function draw(task: MetaTask, K: number, random: Random): readonly [MetaTask, MetaTask] {
  const places = random.shuffle(task.x.map((_, i) => i));
  const support = places.slice(0, Math.min(K, Math.ceil(places.length / 2)));
  const query = places.slice(support.length, support.length + K);
  return [pick(task, support), pick(task, query.length > 0 ? query : support)];
}

/**
 * Gradient of L(θ_i; query) by θ, where θ_i = θ − α∇L(θ; support): (I − αH)·∇L(θ_i), the product with the Hessian H of the
 * support's loss as a difference of gradients.
 */
export function metaGradient(
  { inputs, parameters }: Pick<Perceptron, 'inputs' | 'parameters'>,
  support: MetaTask,
  query: MetaTask,
  alpha: number,
): Float64Array {
  const here = gradient({ inputs, parameters }, support.x, support.y);
  const adapted = parameters.map((p, i) => p - alpha * (here[i] as number));
  const outer = gradient({ inputs, parameters: adapted }, query.x, query.y);
  const length = norm(outer);
  if (length === 0) return outer;
  const scale = DIFFERENCE / length;
  const moved = parameters.map((p, i) => p + scale * (outer[i] as number));
  const there = gradient({ inputs, parameters: moved }, support.x, support.y);
  return outer.map((g, i) => g - (alpha * ((there[i] as number) - (here[i] as number))) / scale);
}

function norm(vector: Float64Array): number {
  let sum = 0;
  for (const v of vector) sum += v * v;
  return Math.sqrt(sum);
}

/**
 * Model-agnostic meta-learning (Finn et al. 2017; Morphling's offline phase): a network from which one step of gradient
 * descent on a few points of a task leads to a good regressor for that task. Needs at least one task with a point.
 */
export function metaTrain(
  tasks: readonly MetaTask[],
  { alpha, beta, K, steps, random }: MetaTraining,
): Perceptron {
  const inputs = tasks[0]?.x[0]?.length ?? 0;
  let network = createPerceptron(inputs, random.fork('weights'));
  const draws = random.fork('draws');
  const mean = new Float64Array(network.parameters.length);
  const square = new Float64Array(network.parameters.length);
  for (let t = 1; t <= steps; t++) {
    const batch = draws.shuffle(tasks).slice(0, TASKS_PER_STEP);
    const total = new Float64Array(network.parameters.length);
    for (const task of batch) {
      const [support, query] = draw(task, K, draws);
      const slope = metaGradient(network, support, query, alpha);
      for (let i = 0; i < total.length; i++) total[i] = (total[i] as number) + (slope[i] as number);
    }
    const corrected = Math.sqrt(1 - ADAM.second ** t) / (1 - ADAM.first ** t);
    const next = network.parameters.map((p, i) => {
      const g = (total[i] as number) / batch.length;
      const m = ADAM.first * (mean[i] as number) + (1 - ADAM.first) * g;
      const v = ADAM.second * (square[i] as number) + (1 - ADAM.second) * g * g;
      [mean[i], square[i]] = [m, v];
      return p - (beta * corrected * m) / (Math.sqrt(v) + ADAM.epsilon);
    });
    network = perceptronOf(inputs, next);
  }
  return network;
}
