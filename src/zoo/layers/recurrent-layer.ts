import { tensorFrom } from '../../onnx/tensor-from.ts';
import type { Feature, Network } from './network.ts';
import { sizeOf, tracedShape } from './traced-shape.ts';

export interface RecurrentSpec {
  readonly cell: 'LSTM' | 'GRU';
  /** Cells of one direction. */
  readonly hidden: number;
  readonly direction: 'forward' | 'bidirectional';
  /** Whether zeros of the batch's size are fed as initial states, as PyTorch's exporter does, or left out. */
  readonly initialStates?: 'traced' | 'omitted';
}

/** Gates of a cell: rows of its matrices are as many times its width. */
const GATES = { LSTM: 4, GRU: 3 } as const;

/**
 * A recurrent layer over tokens, batch first outside and time first inside as the operators want it:
 * [N, S, channels] to [N, S, directions · hidden].
 */
export function recurrentLayer(
  network: Network,
  name: string,
  input: Feature,
  spec: RecurrentSpec,
): Feature {
  const { cell, hidden, direction } = spec;
  const directions = direction === 'bidirectional' ? 2 : 1;
  const steps = network.node(`${name}/steps`, 'Transpose', [input.value], { perm: [1, 0, 2] });
  const states =
    spec.initialStates === 'traced'
      ? ['', ...zeroStates(network, name, input.value, directions, spec)]
      : [];
  const inputs = [
    steps,
    ...cellWeights(network, name, input.channels, directions, spec),
    ...states,
  ];
  // PyTorch's GRU applies the reset gate after the matrix product.
  const variant = cell === 'GRU' ? { linear_before_reset: 1 } : {};
  const attributes = { hidden_size: hidden, direction, ...variant };
  const output = network.node(`${name}/cells`, cell, inputs, attributes);
  const channels = directions * hidden;
  const swapped = network.node(`${name}/directions`, 'Transpose', [output], { perm: [2, 0, 1, 3] });
  const target = network.integers(`${name}/target`, [0, 0, channels]);
  return { value: network.node(name, 'Reshape', [swapped, target]), channels };
}

/** Input matrix, recurrent matrix and both biases, of all gates and directions. */
function cellWeights(
  network: Network,
  name: string,
  channels: number,
  directions: number,
  { cell, hidden }: RecurrentSpec,
): readonly string[] {
  const rows = GATES[cell] * hidden;
  const matrix = (role: string, columns: number): string =>
    network.weight(`${name}/${role}`, [directions, rows, columns], 1 / Math.sqrt(columns));
  return [
    matrix('input-weight', channels),
    matrix('hidden-weight', hidden),
    network.constant(`${name}/bias`, [directions, 2 * rows], 0),
  ];
}

function zeroStates(
  network: Network,
  name: string,
  input: string,
  directions: number,
  { cell, hidden }: RecurrentSpec,
): readonly string[] {
  const batch = sizeOf(network, `${name}/batch`, input, 0);
  const shape = tracedShape(network, `${name}/state-shape`, [directions, batch, hidden]);
  const value = tensorFrom('float32', [1], [0]);
  const zeros = network.node(`${name}/state`, 'ConstantOfShape', [shape], { value });
  return cell === 'LSTM' ? [zeros, zeros] : [zeros];
}
