import type { PublishedFigures } from '../zoo-model.ts';

/**
 * What torchvision publishes of a model's weights: `num_params`, and its GFLOPS, which are 10⁹ multiply-accumulates
 * (torchvision 0.20, pytorch.org/vision, the page of each model; `_ops` in its source has three decimals).
 */
export function torchvision(
  model: string,
  parameters: number,
  gigaMultiplyAccumulates: number,
): PublishedFigures {
  return {
    parameters,
    multiplyAccumulates: Math.round(gigaMultiplyAccumulates * 1e9),
    source: `torchvision.models.${model}: num_params and GFLOPS of its weights`,
  };
}
