import type { Random } from '../core/random.ts';
import { forwardAll, lossGradient, parameterCount, WIDTH } from './perceptron-layers.ts';

/** A regressor of two hidden layers × 128 rectified units and one output. A value: steps give new ones. */
export interface Perceptron {
  readonly inputs: number;
  /** Every weight and bias in a fixed order; `Array.from` of it is JSON that `perceptronOf` takes back. */
  readonly parameters: Float64Array;
  /** The output for each row of inputs. */
  forward(x: readonly (readonly number[])[]): Float64Array;
  /** Gradient of the mean squared error over all rows, by parameter. */
  gradient(x: readonly (readonly number[])[], y: readonly number[]): Float64Array;
  /** After one full-batch gradient step on the mean squared error at this learning rate. */
  step(x: readonly (readonly number[])[], y: readonly number[], rate: number): Perceptron;
}

/** A perceptron with random weights (He et al. 2015: variance 2 / inputs of the unit) and biases of 0. */
export function createPerceptron(inputs: number, random: Random): Perceptron {
  const parameters = new Float64Array(parameterCount(inputs));
  const fill = (from: number, count: number, fanIn: number): void => {
    const deviation = Math.sqrt(2 / Math.max(1, fanIn));
    for (let i = from; i < from + count; i++) parameters[i] = deviation * random.normal();
  };
  fill(0, inputs * WIDTH, inputs);
  fill((inputs + 1) * WIDTH, WIDTH * WIDTH, WIDTH);
  fill((inputs + 1) * WIDTH + (WIDTH + 1) * WIDTH, WIDTH, WIDTH);
  return perceptronOf(inputs, parameters);
}

/** The perceptron with these parameters; a RangeError where their number does not fit. */
export function perceptronOf(inputs: number, parameters: ArrayLike<number>): Perceptron {
  const count = parameterCount(inputs);
  if (parameters.length !== count) {
    throw new RangeError(`${inputs} inputs need ${count} parameters, not ${parameters.length}`);
  }
  const own = Float64Array.from(parameters);
  return {
    inputs,
    parameters: own,
    forward: (x) => forwardAll(own, inputs, x),
    gradient: (x, y) => lossGradient(own, inputs, x, y),
    step: (x, y, rate) => perceptronOf(inputs, moved(own, lossGradient(own, inputs, x, y), -rate)),
  };
}

/** `from` + `length` × `direction`. */
export function moved(from: Float64Array, direction: Float64Array, length: number): Float64Array {
  const to = new Float64Array(from.length);
  for (let i = 0; i < to.length; i++)
    to[i] = (from[i] as number) + length * (direction[i] as number);
  return to;
}
