import type { ModelGraph } from '../../onnx/model-graph.ts';
import { createNetwork, type Feature, type Network } from '../layers/network.ts';
import { rectifiedLayers } from '../layers/perceptron.ts';
import { sum } from '../layers/transformer-block.ts';
import type { ZooModel } from '../zoo-model.ts';
import { OPSET } from './opset.ts';

/** Appendix D of the paper, N-BEATS-G for the hourly series of M4: 48 hours ahead, the lookback of 5 horizons. */
const SIZES = { blocks: 30, layers: 4, width: 512, horizon: 48, lookback: 240 } as const;

export const N_BEATS: ZooModel = {
  name: 'n-beats-g',
  title: 'N-BEATS-G',
  family: 'n-beats',
  domain: 'time-series',
  paper:
    'B. N. Oreshkin, D. Carpov, N. Chapados, Y. Bengio: N-BEATS, 2020, arXiv:1905.10437; one member of the generic ensemble: 30 stacks of one block',
  published: {
    parameters: 31_773_120,
    multiplyAccumulates: null,
    source:
      'not printed; follows from the sizes: 30·(240·512 + 512 + 3·(512·512 + 512) + 512·288 + 288)',
  },
  build: nBeats,
};

/** `history` [N, 240] to `forecast` [N, 48]. */
function nBeats(): ModelGraph {
  const { blocks, horizon, lookback } = SIZES;
  const network = createNetwork('n-beats-g');
  const value = network.graph.input('history', 'float32', ['N', lookback]);
  let residual: Feature = { value, channels: lookback };
  let forecast: Feature | null = null;
  for (let index = 0; index < blocks; index++) {
    const name = `block${index}`;
    const parts = block(network, name, residual);
    const total = index === blocks - 1 ? 'forecast' : `${name}/total`;
    forecast = forecast === null ? parts.forecast : sum(network, total, forecast, parts.forecast);
    const left = [residual.value, parts.backcast.value];
    // Nothing looks at what the last block leaves unexplained.
    if (index < blocks - 1)
      residual = { value: network.node(`${name}/residual`, 'Sub', left), channels: lookback };
  }
  network.graph.output(forecast?.value ?? '', 'float32', ['N', horizon]);
  return network.graph.model(OPSET);
}

/** Fully connected layers, then what the block explains of the past and adds to the future (section 3.1 and 3.3). */
function block(
  network: Network,
  name: string,
  input: Feature,
): { readonly backcast: Feature; readonly forecast: Feature } {
  const { layers, width, horizon, lookback } = SIZES;
  const hidden = rectifiedLayers(network, name, input, new Array<number>(layers).fill(width));
  const theta = expansion(network, `${name}/theta`, hidden.value);
  const outputs = [`${name}/backcast`, `${name}/forecast`];
  const sizes = network.integers(`${name}/sizes`, [lookback, horizon]);
  network.graph.node('Split', [theta, sizes], { axis: 1 }, { name: `${name}/split`, outputs });
  const [backcast = '', forecast = ''] = outputs;
  return {
    backcast: { value: backcast, channels: lookback },
    forecast: { value: forecast, channels: horizon },
  };
}

/** The coefficients of both, small enough for the residual to keep its size through all blocks, as in a trained model. */
function expansion(network: Network, name: string, hidden: string): string {
  const { blocks, width, horizon, lookback } = SIZES;
  const channels = lookback + horizon;
  const deviation = 1 / Math.sqrt(width * blocks);
  const weight = network.weight(`${name}/weight`, [channels, width], deviation);
  const bias = network.constant(`${name}/bias`, [channels], 0);
  return network.node(name, 'Gemm', [hidden, weight, bias], { transB: 1 });
}
