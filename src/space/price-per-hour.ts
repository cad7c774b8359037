import { isAccelerator } from './accelerators.ts';
import type { Configuration } from './configuration.ts';

/** What serving costs, and what a session takes where it is told nothing. */
export interface Pricing {
  /** Per hour of one reserved core and of one accelerator. */
  readonly price: { readonly cpu: number; readonly gpu: number };
  readonly usableCores: number;
  readonly defaultThreads: number;
}

/** Price per hour of the cores that are set aside for a configuration, whether or not it uses them, and of its accelerator. */
export function pricePerHour(
  { provider, instances, intraOpThreads }: Configuration,
  { price, usableCores, defaultThreads }: Pricing,
): number {
  const reserved = Math.min(usableCores, instances * (intraOpThreads || defaultThreads));
  return reserved * price.cpu + (isAccelerator(provider) ? price.gpu : 0);
}
