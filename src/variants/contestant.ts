import type { Configuration } from '../space/configuration.ts';
import type { Entrant } from '../study/entrant.ts';
import type { Violation } from '../study/trial.ts';
import type { ContestEntry } from './contest.ts';
import type { Variant } from './variant.ts';

/** Why a variant is out before anything is measured. */
export type Exclusion =
  | { readonly kind: 'rejected'; readonly violations: readonly Violation[] }
  | { readonly kind: 'failed'; readonly message: string };

/** A variant that takes part in a contest. */
export interface Contestant {
  readonly variant: Variant;
  readonly file: ContestEntry['file'];
  /** Name of its model in the prober of the contest. */
  readonly model: string;
  /** What the runtime does with it when it is told nothing. */
  readonly standard: Configuration;
  /** null where it is measured. */
  readonly exclusion: Exclusion | null;
}

/** A configuration of a contestant in a heat of several models. */
export function entrantOf({ model }: Contestant, configuration: Configuration): Entrant {
  return { ...configuration, model };
}
