import { sliced } from '../layers/axes.ts';
import type { Network } from '../layers/network.ts';

/**
 * Moves a value cyclically by `shift` positions towards the start of each axis given, all of them `size` long: what
 * exporters make of torch.roll.
 */
export function rolled(
  network: Network,
  name: string,
  value: string,
  axes: readonly number[],
  size: number,
  shift: number,
): string {
  return axes.reduce((moved, axis) => {
    const tail = sliced(network, `${name}/tail${axis}`, moved, [{ axis, start: shift, end: size }]);
    const head = sliced(network, `${name}/head${axis}`, moved, [{ axis, start: 0, end: shift }]);
    return network.node(`${name}/axis${axis}`, 'Concat', [tail, head], { axis });
  }, value);
}
