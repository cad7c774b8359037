/** Units of each of the two hidden layers. */
export const WIDTH = 128;

/** Parameters are laid out input-major: W1 (inputs × WIDTH), b1, W2 (WIDTH × WIDTH), b2, w3 (WIDTH), b3. */
export function parameterCount(inputs: number): number {
  return (inputs + 1) * WIDTH + (WIDTH + 1) * WIDTH + WIDTH + 1;
}

interface Layers {
  readonly w1: Float64Array;
  readonly b1: Float64Array;
  readonly w2: Float64Array;
  readonly b2: Float64Array;
  /** Weights of the output and, last, its bias. */
  readonly w3: Float64Array;
}

/** Views of one parameter vector, layer by layer. */
function layersOf(parameters: Float64Array, inputs: number): Layers {
  let from = 0;
  const take = (count: number): Float64Array => {
    const layer = parameters.subarray(from, from + count);
    from += count;
    return layer;
  };
  return {
    w1: take(inputs * WIDTH),
    b1: take(WIDTH),
    w2: take(WIDTH * WIDTH),
    b2: take(WIDTH),
    w3: take(WIDTH + 1),
  };
}

/** Rectified outputs of both hidden layers for one row, and indices of the units of the first that are above 0. */
interface Activity {
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly active: Int32Array;
}

const idle = (): Activity => ({
  first: new Float64Array(WIDTH),
  second: new Float64Array(WIDTH),
  active: new Int32Array(WIDTH),
});

/** The output for each row of inputs. */
export function forwardAll(
  parameters: Float64Array,
  inputs: number,
  x: readonly (readonly number[])[],
): Float64Array {
  const layers = layersOf(parameters, inputs);
  const activity = idle();
  const out = new Float64Array(x.length);
  for (let r = 0; r < out.length; r++) out[r] = forwardOne(layers, x[r] ?? [], activity);
  return out;
}

function forwardOne(layers: Layers, row: readonly number[], activity: Activity): number {
  const { first, second, active } = activity;
  first.set(layers.b1);
  for (let d = 0; d < row.length; d++) {
    const value = row[d] as number;
    const at = d * WIDTH;
    for (let j = 0; j < WIDTH; j++) {
      first[j] = (first[j] as number) + value * (layers.w1[at + j] as number);
    }
  }
  let count = 0;
  for (let j = 0; j < WIDTH; j++) {
    if ((first[j] as number) > 0) active[count++] = j;
    else first[j] = 0;
  }
  for (let o = 0; o < WIDTH; o += 8) addEight(layers, activity, count, o);
  let output = layers.w3[WIDTH] as number;
  for (let o = 0; o < WIDTH; o++) output += (second[o] as number) * (layers.w3[o] as number);
  return output;
}

/** Eight units of the second layer at once, over the active units of the first only: about half of them are silent. */
function addEight(layers: Layers, { first, second, active }: Activity, count: number, o: number) {
  const { w2, b2 } = layers;
  let s0 = b2[o] as number;
  let s1 = b2[o + 1] as number;
  let s2 = b2[o + 2] as number;
  let s3 = b2[o + 3] as number;
  let s4 = b2[o + 4] as number;
  let s5 = b2[o + 5] as number;
  let s6 = b2[o + 6] as number;
  let s7 = b2[o + 7] as number;
  for (let k = 0; k < count; k++) {
    const j = active[k] as number;
    const value = first[j] as number;
    const at = j * WIDTH + o;
    s0 += value * (w2[at] as number);
    s1 += value * (w2[at + 1] as number);
    s2 += value * (w2[at + 2] as number);
    s3 += value * (w2[at + 3] as number);
    s4 += value * (w2[at + 4] as number);
    s5 += value * (w2[at + 5] as number);
    s6 += value * (w2[at + 6] as number);
    s7 += value * (w2[at + 7] as number);
  }
  second[o] = s0 > 0 ? s0 : 0;
  second[o + 1] = s1 > 0 ? s1 : 0;
  second[o + 2] = s2 > 0 ? s2 : 0;
  second[o + 3] = s3 > 0 ? s3 : 0;
  second[o + 4] = s4 > 0 ? s4 : 0;
  second[o + 5] = s5 > 0 ? s5 : 0;
  second[o + 6] = s6 > 0 ? s6 : 0;
  second[o + 7] = s7 > 0 ? s7 : 0;
}

/** Gradient of the mean squared error over all rows, by backpropagation. */
export function lossGradient(
  parameters: Float64Array,
  inputs: number,
  x: readonly (readonly number[])[],
  y: readonly number[],
): Float64Array {
  const layers = layersOf(parameters, inputs);
  const gradient = new Float64Array(parameters.length);
  const into = layersOf(gradient, inputs);
  const activity = idle();
  for (let r = 0; r < x.length; r++) {
    const row = x[r] as readonly number[];
    const error = forwardOne(layers, row, activity) - (y[r] as number);
    addBackwards(layers, into, activity, row, (2 * error) / x.length);
  }
  return gradient;
}

/** Adds one row's share of the gradient; `slope` is the derivative of the loss by the output. */
function addBackwards(
  layers: Layers,
  into: Layers,
  { first, second }: Activity,
  row: readonly number[],
  slope: number,
): void {
  const back = new Float64Array(WIDTH);
  into.w3[WIDTH] = (into.w3[WIDTH] as number) + slope;
  for (let o = 0; o < WIDTH; o++) {
    const value = second[o] as number;
    into.w3[o] = (into.w3[o] as number) + slope * value;
    const pull = value > 0 ? slope * (layers.w3[o] as number) : 0;
    back[o] = pull;
    into.b2[o] = (into.b2[o] as number) + pull;
  }
  for (let j = 0; j < WIDTH; j++) {
    const value = first[j] as number;
    // A silent unit neither passes anything on nor learns.
    if (value === 0) continue;
    const at = j * WIDTH;
    let pull = 0;
    for (let o = 0; o < WIDTH; o++) {
      const b = back[o] as number;
      pull += b * (layers.w2[at + o] as number);
      into.w2[at + o] = (into.w2[at + o] as number) + value * b;
    }
    into.b1[j] = (into.b1[j] as number) + pull;
    for (let d = 0; d < row.length; d++) {
      into.w1[d * WIDTH + j] = (into.w1[d * WIDTH + j] as number) + pull * (row[d] as number);
    }
  }
}
