import type { GraphOptimization } from '../space/configuration.ts';

/** One way to serve a task: an exported file, on an execution provider, at an optimisation level. */
export interface Variant {
  /** For people, and unlike every other in its contest. */
  readonly name: string;
  /** Absolute, or as it was given where it could not be read. */
  readonly path: string;
  /** null where the file could not be read. */
  readonly sha256: string | null;
  /** How well it does the task, as the user measured it; higher is better. null where nobody said. */
  readonly accuracy: number | null;
  readonly provider: string;
  readonly graphOptimization: GraphOptimization;
}

/** Identity of what is measured: the same bytes, served the same way, whatever they are called. */
export function variantKey({ sha256, provider, graphOptimization }: Variant): string {
  return [sha256 ?? '', provider, graphOptimization].join('/');
}
