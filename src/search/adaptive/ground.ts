import { type Configuration, sessionKey } from '../../space/configuration.ts';
import type { FeatureKind } from '../../surrogate/kernel.ts';
import { type CandidateSet, createCandidateSet } from '../candidate-set.ts';
import type { StrategyContext } from '../strategy.ts';
import type { Ingredients } from './ingredients.ts';
import type { Member } from './member.ts';
import { membersOf } from './members.ts';
import { ruleOfThumb } from './rule-of-thumb.ts';

/** Everything about a search that does not change. Configurations are spoken of by their index in the space. */
export interface Ground {
  readonly context: StrategyContext;
  readonly ingredients: Ingredients;
  readonly configurations: readonly Configuration[];
  /** The space in numbers, and what is left of it. */
  readonly set: CandidateSet;
  readonly features: readonly FeatureKind[];
  /** Configurations as numbers, one per feature. */
  readonly rows: readonly (readonly number[])[];
  /** Session keys of the configurations. */
  readonly sessions: readonly string[];
  readonly members: readonly Member[];
  /** null where the space leaves the reference out. */
  readonly reference: number | null;
}

/** Lays out a space and what is known of it. */
export function groundOf(context: StrategyContext, ingredients: Ingredients): Ground {
  const { space, defaultThreads, prior } = context;
  const { configurations, reference } = space;
  const set = createCandidateSet(context);
  const thumb = ingredients.thumb
    ? ruleOfThumb(configurations, reference, defaultThreads)
    : new Float64Array(configurations.length);
  const known = {
    ...prior,
    law: ingredients.law ? prior.law : null,
    tasks: ingredients.tasks ? prior.tasks : [],
  };
  const members = membersOf(known, { set, thumb });
  const place = set.placeOf(reference);
  return {
    context,
    ingredients,
    configurations,
    set,
    features: set.features.map((f) => f.kind),
    rows: set.rows,
    sessions: configurations.map(sessionKey),
    members,
    reference: place < 0 ? null : place,
  };
}
