import { tensorFrom } from '../../src/onnx/tensor-from.ts';
import { type MicroBenchmark, named } from './micro-benchmark.ts';

/** Scores, softmax and context over `heads` of `width`, written out as exporters do. */
function attention(label: string, heads: number, sequence: number, width: number): MicroBenchmark {
  const name = `micro/attention/${label}`;
  return {
    name,
    family: 'attention',
    input: [heads, sequence, width],
    add: (graph, x) => {
      const part = (suffix: string) => named(`${name}/${suffix}`);
      // Three values of their own, so that the runtime cannot take one for the other.
      const query = graph.node('Relu', [x], {}, part('query'));
      const value = graph.node('Abs', [x], {}, part('value'));
      const turned = graph.node('Neg', [x], {}, part('turned'));
      const key = graph.node('Transpose', [turned], { perm: [0, 1, 3, 2] }, part('key'));
      const scores = graph.node('MatMul', [query, key], {}, part('scores'));
      const scale = graph.initialiser(
        tensorFrom('float32', [], [1 / Math.sqrt(width)], `${name}/scale`),
      );
      const scaled = graph.node('Mul', [scores, scale], {}, part('scaled'));
      const weights = graph.node('Softmax', [scaled], { axis: -1 }, part('weights'));
      return graph.node('MatMul', [weights, value], {}, named(name));
    },
  };
}

/** Attention of short and of middling sequences. */
export const ATTENTION_BENCHMARKS: readonly MicroBenchmark[] = [
  attention('32', 4, 32, 64),
  attention('128', 8, 128, 64),
];
