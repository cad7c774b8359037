/** What the search is made of; each can be left out, to see what it is worth (npm run bench:search, ABLATION=1). */
export interface Ingredients {
  /** The cost law of this host. */
  readonly law: boolean;
  /** Earlier tasks. */
  readonly tasks: boolean;
  /** The rule of thumb; without it, a cold start expects nothing. */
  readonly thumb: boolean;
  /** Weighing what is known by how well it foretells the trials. */
  readonly weighing: boolean;
  /** A Gaussian process of what is left; without it, only weights learn. */
  readonly deviations: boolean;
  /** Gain per second; without it, gain per probe. */
  readonly costs: boolean;
  /** Taking out of ratios what the reference did in their heat. */
  readonly heats: boolean;
}

export const ALL_INGREDIENTS: Ingredients = {
  law: true,
  tasks: true,
  thumb: true,
  weighing: true,
  deviations: true,
  costs: true,
  heats: true,
};
