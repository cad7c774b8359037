import type { Random } from '../core/random.ts';

/** Units of each of the two hidden layers, as in Morphling. */
const HIDDEN = 128;

/** A regressor of two hidden layers of 128 rectified units and one linear output. Never changes: a step gives another one. */
export interface Perceptron {
  /** Number of inputs. */
  readonly inputs: number;
  /** All weights, layer by layer: by input and unit, then the biases of the layer. */
  readonly parameters: Float64Array;
  /** One prediction for each row of `x`. */
  forward(x: readonly (readonly number[])[]): number[];
  /** After one step of gradient descent at `rate` on the mean squared error over all rows; at least one row. */
  step(x: readonly (readonly number[])[], y: readonly number[], rate: number): Perceptron;
}

/** Where the layers begin within the parameters. */
interface Places {
  readonly bias1: number;
  readonly weights2: number;
  readonly bias2: number;
  readonly weights3: number;
  readonly bias3: number;
}

function placesOf(inputs: number): Places {
  const bias1 = inputs * HIDDEN;
  const weights2 = bias1 + HIDDEN;
  const bias2 = weights2 + HIDDEN * HIDDEN;
  const weights3 = bias2 + HIDDEN;
  return { bias1, weights2, bias2, weights3, bias3: weights3 + HIDDEN };
}

/** A network with random weights, uniform within ±1/√(inputs of the layer), as deep-learning frameworks start linear layers. */
export function createPerceptron(inputs: number, random: Random): Perceptron {
  const { weights2, bias3 } = placesOf(inputs);
  const parameters = Float64Array.from({ length: bias3 + 1 }, (_, i) => {
    const fan = i < weights2 ? Math.max(1, inputs) : HIDDEN;
    return (2 * random.next() - 1) / Math.sqrt(fan);
  });
  return perceptronOf(inputs, parameters);
}

/** The network with these parameters. */
export function perceptronOf(inputs: number, parameters: Float64Array): Perceptron {
  return {
    inputs,
    parameters,
    forward: (x) => {
      const layers = createLayers();
      return x.map((row) => activate(parameters, row, layers));
    },
    step: (x, y, rate) => {
      const slope = gradient({ inputs, parameters }, x, y);
      return perceptronOf(
        inputs,
        parameters.map((p, i) => p - rate * (slope[i] as number)),
      );
    },
  };
}

/** What the hidden units say, reused from row to row. */
interface Layers {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

const createLayers = (): Layers => ({
  first: new Float64Array(HIDDEN),
  second: new Float64Array(HIDDEN),
});

/** `out` = max(0, bias + weights · values). */
function rectified(
  p: Float64Array,
  values: ArrayLike<number>,
  weights: number,
  bias: number,
  out: Float64Array,
): void {
  for (let k = 0; k < HIDDEN; k++) out[k] = p[bias + k] as number;
  for (let j = 0; j < values.length; j++) {
    const value = values[j] as number;
    if (value === 0) continue;
    const row = weights + j * HIDDEN;
    for (let k = 0; k < HIDDEN; k++) out[k] = (out[k] as number) + value * (p[row + k] as number);
  }
  for (let k = 0; k < HIDDEN; k++) if ((out[k] as number) < 0) out[k] = 0;
}

/** Fills the layers and gives the prediction. */
function activate(p: Float64Array, row: readonly number[], { first, second }: Layers): number {
  const { bias1, weights2, bias2, weights3, bias3 } = placesOf(row.length);
  rectified(p, row, 0, bias1, first);
  rectified(p, first, weights2, bias2, second);
  let out = p[bias3] as number;
  for (let k = 0; k < HIDDEN; k++) out += (second[k] as number) * (p[weights3 + k] as number);
  return out;
}

/** `slope` += `factor` · `vector`, from `at` on; gives the dot product of `vector` with the parameters there. */
function backward(
  p: Float64Array,
  slope: Float64Array,
  at: number,
  vector: Float64Array,
  factor: number,
): number {
  let dot = 0;
  for (let k = 0; k < HIDDEN; k++) {
    const v = vector[k] as number;
    dot += v * (p[at + k] as number);
    slope[at + k] = (slope[at + k] as number) + factor * v;
  }
  return dot;
}

/** Gradient of the mean squared error over all rows, by backpropagation. */
export function gradient(
  { inputs, parameters: p }: Pick<Perceptron, 'inputs' | 'parameters'>,
  x: readonly (readonly number[])[],
  y: readonly number[],
): Float64Array {
  const { bias1, weights2, bias2, weights3, bias3 } = placesOf(inputs);
  const slope = new Float64Array(p.length);
  const layers = createLayers();
  const { first, second } = layers;
  const delta1 = new Float64Array(HIDDEN);
  const delta2 = new Float64Array(HIDDEN);
  x.forEach((row, r) => {
    const error = (2 * (activate(p, row, layers) - (y[r] ?? 0))) / x.length;
    slope[bias3] = (slope[bias3] as number) + error;
    backward(p, slope, weights3, second, error);
    for (let k = 0; k < HIDDEN; k++) {
      delta2[k] = (second[k] as number) > 0 ? error * (p[weights3 + k] as number) : 0;
    }
    backward(p, slope, bias2, delta2, 1);
    for (let j = 0; j < HIDDEN; j++) {
      const unit = first[j] as number;
      // A unit that is off has no part in the output, so nothing behind it matters.
      delta1[j] = unit > 0 ? backward(p, slope, weights2 + j * HIDDEN, delta2, unit) : 0;
    }
    backward(p, slope, bias1, delta1, 1);
    for (let i = 0; i < inputs; i++) backward(p, slope, i * HIDDEN, delta1, row[i] as number);
  });
  return slope;
}
