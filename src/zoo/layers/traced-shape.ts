import type { Network } from './network.ts';

/** A size that is known only when the model runs, the way torch.onnx traces `x.size(axis)`: an int64 scalar. */
export function sizeOf(network: Network, name: string, value: string, axis: number): string {
  const shape = network.node(`${name}/shape`, 'Shape', [value]);
  const index = network.index(`${name}/index`, axis);
  return network.node(name, 'Gather', [shape, index], { axis: 0 });
}

/** A list of one element out of an int64 scalar, as targets and limits are given. */
export function listOf(network: Network, name: string, scalar: string): string {
  return network.node(name, 'Unsqueeze', [scalar, network.integers(`${name}/axes`, [0])]);
}

/** A target shape put together from constants and the names of traced sizes: Unsqueeze of each, Concat. */
export function tracedShape(
  network: Network,
  name: string,
  sizes: readonly (number | string)[],
): string {
  const parts = sizes.map((size, i) =>
    typeof size === 'number'
      ? network.integers(`${name}/${i}`, [size])
      : listOf(network, `${name}/${i}`, size),
  );
  return network.node(name, 'Concat', parts, { axis: 0 });
}

/** `x.view(…)` as torch.onnx writes it out: a Reshape to a traced shape. */
export function tracedReshape(
  network: Network,
  name: string,
  value: string,
  sizes: readonly (number | string)[],
): string {
  const target = tracedShape(network, `${name}/target`, sizes);
  return network.node(name, 'Reshape', [value, target]);
}

/** Elements `from` to before `to` along one axis; the limits are constants or names of traced sizes. */
export function sliceAlong(
  network: Network,
  name: string,
  value: string,
  axis: number,
  [from, to]: readonly [number, number | string],
): string {
  const end =
    typeof to === 'number'
      ? network.integers(`${name}/to`, [to])
      : listOf(network, `${name}/to`, to);
  const inputs = [
    network.integers(`${name}/from`, [from]),
    end,
    network.integers(`${name}/axes`, [axis]),
  ];
  return network.node(name, 'Slice', [value, ...inputs]);
}
