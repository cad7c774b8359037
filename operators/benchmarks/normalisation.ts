import { float } from '../../src/onnx/attributes-from.ts';
import { type MicroBenchmark, named } from './micro-benchmark.ts';

function layerNorm(label: string, rows: number, width: number): MicroBenchmark {
  const name = `micro/normalisation/${label}`;
  return {
    name,
    family: 'normalisation',
    input: [rows, width],
    add: (graph, x, weights) => {
      const scale = weights.constant(`${name}/scale`, [width], 1);
      const bias = weights.constant(`${name}/bias`, [width], 0.1);
      const attributes = { axis: -1, epsilon: float(1e-5) };
      return graph.node('LayerNormalization', [x, scale, bias], attributes, named(name));
    },
  };
}

const instanceNorm: MicroBenchmark = {
  name: 'micro/normalisation/instance',
  family: 'normalisation',
  input: [64, 28, 28],
  add: (graph, x, weights) => {
    const name = 'micro/normalisation/instance';
    const scale = weights.constant(`${name}/scale`, [64], 1);
    const bias = weights.constant(`${name}/bias`, [64], 0.1);
    return graph.node('InstanceNormalization', [x, scale, bias], {}, named(name));
  },
};

/** Normalisations that remain at run time; a batch normalisation is folded into what comes before it. */
export const NORMALISATION_BENCHMARKS: readonly MicroBenchmark[] = [
  layerNorm('rows-256', 128, 256),
  layerNorm('rows-768', 16, 768),
  instanceNorm,
];
