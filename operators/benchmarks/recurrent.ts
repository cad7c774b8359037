import { type MicroBenchmark, named } from './micro-benchmark.ts';

/** `steps` time steps of an LSTM or a GRU; the batch goes to the second axis, where the operator wants it. */
function recurrent(
  opType: 'LSTM' | 'GRU',
  steps: number,
  input: number,
  hidden: number,
): MicroBenchmark {
  const name = `micro/recurrent/${opType.toLowerCase()}-${hidden}`;
  const gates = opType === 'LSTM' ? 4 : 3;
  return {
    name,
    family: 'recurrent',
    input: [steps, input],
    add: (graph, x, weights) => {
      const turned = graph.node('Transpose', [x], { perm: [1, 0, 2] }, named(`${name}/turned`));
      const deviation = Math.sqrt(1 / hidden);
      const dims = (width: number): readonly number[] => [1, gates * hidden, width];
      const w = weights.weight(`${name}/w`, dims(input), deviation);
      const r = weights.weight(`${name}/r`, dims(hidden), deviation);
      return graph.node(opType, [turned, w, r], { hidden_size: hidden }, named(name));
    },
  };
}

/** Recurrent layers: many small steps, and fewer larger ones. */
export const RECURRENT_BENCHMARKS: readonly MicroBenchmark[] = [
  recurrent('LSTM', 32, 64, 64),
  recurrent('LSTM', 16, 256, 256),
  recurrent('GRU', 24, 128, 128),
];
