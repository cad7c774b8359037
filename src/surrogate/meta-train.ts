import type { Random } from '../core/random.ts';
import { createPerceptron, moved, type Perceptron, perceptronOf } from './perceptron.ts';

/** Everything known of one earlier task. */
export interface RegressionTask {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
}

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
