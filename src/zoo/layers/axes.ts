import type { Network } from './network.ts';

/** Reorders the axes of a value. */
export function transposed(
  network: Network,
  name: string,
  value: string,
  order: readonly number[],
): string {
  return network.node(name, 'Transpose', [value], { perm: order });
}

/** Another shape for the same numbers; 0 keeps an axis, one -1 is what is left. */
export function reshaped(
  network: Network,
  name: string,
  value: string,
  shape: readonly number[],
): string {
  return network.node(name, 'Reshape', [value, network.integers(`${name}/shape`, shape)]);
}

/** Part of a value: along each axis given, every `step`-th position from `start` up to before `end`. */
export function sliced(
  network: Network,
  name: string,
  value: string,
  ranges: readonly {
    readonly axis: number;
    readonly start: number;
    readonly end: number;
    readonly step?: number;
  }[],
): string {
  const list = (label: string, values: readonly number[]): string =>
    network.integers(`${name}/${label}`, values);
  return network.node(name, 'Slice', [
    value,
    list(
      'starts',
      ranges.map((r) => r.start),
    ),
    list(
      'ends',
      ranges.map((r) => r.end),
    ),
    list(
      'axes',
      ranges.map((r) => r.axis),
    ),
    list(
      'steps',
      ranges.map((r) => r.step ?? 1),
    ),
  ]);
}
