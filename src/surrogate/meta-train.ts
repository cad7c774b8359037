import type { Random } from '../core/random.ts';
<<<<<<< HEAD
import { createPerceptron, moved, type Perceptron, perceptronOf } from './perceptron.ts';

/** Everything known of one earlier task. */
export interface RegressionTask {
=======
import { createPerceptron, gradient, type Perceptron, perceptronOf } from './perceptron.ts';

/** One task to learn from: rows of equal length and their targets. */
export interface MetaTask {
>>>>>>> classics
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
}

<<<<<<< HEAD
export interface MetaTraining {
  /** Learning rate inside a task: the rate at which the result is meant to be adapted. */
  readonly alpha: number;
  /** Learning rate across tasks. */
  readonly beta: number;
  /** Points drawn of a task to adapt on, and as many to judge the adapted network by; all of them where it has fewer. */
  readonly K: number;
  readonly steps: number;
  readonly random: Random;
  /** Tasks drawn in each step; all of them when left out. */
  readonly tasksPerStep?: number;
  /** `adam` (Kingma & Ba 2015) scales the steps across tasks; `plain` is gradient descent, as published. */
  readonly optimiser?: 'plain' | 'adam';
}

/** Length of the step by which second derivatives are worked out, as a share of the parameters' length. */
const PROBE = 1e-5;

/**
 * A network from which a gradient step or two lead to any of the tasks (MAML: Finn, Abbeel & Levine 2017, algorithm 2). The
 * gradient across tasks is that of second order: its Hessian-vector product is a central difference of gradients, exact
 * but for rounding wherever no unit changes side within the step. The gradient is the mean over tasks, so that `beta` means
 * the same for any number of them. A RangeError without tasks; the same `random` gives the same network.
 */
export function metaTrain(tasks: readonly RegressionTask[], options: MetaTraining): Perceptron {
  const inputs = tasks[0]?.x[0]?.length;
  if (inputs === undefined)
    throw new RangeError('there is nothing to train on: no task has a point');
  const { beta, steps, random } = options;
  const known = tasks.filter((task) => task.x.length > 0);
  let network = createPerceptron(inputs, random);
  const follow = options.optimiser === 'adam' ? createAdam() : (g: Float64Array) => g;
  for (let step = 0; step < steps; step++) {
    const drawn = random.shuffle(known).slice(0, options.tasksPerStep ?? known.length);
    const total = new Float64Array(network.parameters.length);
    for (const task of drawn) {
      const share = metaGradient(network, draw(task, options), draw(task, options), options.alpha);
      for (let i = 0; i < total.length; i++) total[i] = (total[i] as number) + (share[i] as number);
    }
    const mean = total.map((g) => g / drawn.length);
    network = perceptronOf(inputs, moved(network.parameters, follow(mean), -beta));
  }
  return network;
}

function draw({ x, y }: RegressionTask, { K, random }: MetaTraining): RegressionTask {
  const chosen = random.shuffle(x.map((_, i) => i)).slice(0, K);
  return {
    x: chosen.map((i) => x[i] as readonly number[]),
    y: chosen.map((i) => y[i] as number),
  };
}

/** Gradient, by the parameters before adapting on `seen`, of the loss after it on `judged`: (I - α H) v. */
export function metaGradient(
  network: Perceptron,
  seen: RegressionTask,
  judged: RegressionTask,
  alpha: number,
): Float64Array {
  const v = network.step(seen.x, seen.y, alpha).gradient(judged.x, judged.y);
  const size = Math.max(1, lengthOf(network.parameters));
  const length = lengthOf(v);
  if (length === 0) return v;
  const probe = (PROBE * size) / length;
  const at = (by: number): Float64Array =>
    perceptronOf(network.inputs, moved(network.parameters, v, by)).gradient(seen.x, seen.y);
  const [ahead, behind] = [at(probe), at(-probe)];
  const hv = ahead.map((g, i) => (g - (behind[i] as number)) / (2 * probe));
  return moved(v, hv, -alpha);
}

function lengthOf(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, g) => sum + g * g, 0));
}

/** Directions in which every parameter moves by about 1 (Kingma & Ba 2015, algorithm 1). */
function createAdam(): (gradient: Float64Array) => Float64Array {
  let first: Float64Array | undefined;
  let second: Float64Array | undefined;
  let time = 0;
  return (gradient) => {
    time++;
    const m = first ?? new Float64Array(gradient.length);
    const v = second ?? new Float64Array(gradient.length);
    first = m;
    second = v;
    return gradient.map((g, i) => {
      m[i] = 0.9 * (m[i] as number) + 0.1 * g;
      v[i] = 0.999 * (v[i] as number) + 0.001 * g * g;
      const mean = (m[i] as number) / (1 - 0.9 ** time);
      const square = (v[i] as number) / (1 - 0.999 ** time);
      return mean / (Math.sqrt(square) + 1e-8);
    });
  };
}
=======
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
>>>>>>> classics
