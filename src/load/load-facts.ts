import type { Load } from './load.ts';

/** What a study was asked to carry, as its header keeps it: without the arrivals of a trace, of which there may be a million. */
export type LoadFacts =
  | Exclude<Load, { kind: 'trace' }>
  | {
      readonly kind: 'trace';
      readonly ratePerS: number;
      readonly text: string;
      readonly arrivals: number;
      readonly spanMs: number;
    };

export function loadFacts(load: Load): LoadFacts {
  if (load.kind !== 'trace') return load;
  const { kind, ratePerS, text, arrivalsMs } = load;
  return { kind, ratePerS, text, arrivals: arrivalsMs.length, spanMs: arrivalsMs.at(-1) ?? 0 };
}
