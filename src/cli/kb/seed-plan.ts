import { parseDuration } from '../../core/parse-duration.ts';
import type { ZooModel } from '../../zoo/zoo-model.ts';
import { isOn, type RawOptions, rawLabel, rawText } from '../options/raw-options.ts';
import { parseBudgetMs } from '../options/tune-options.ts';
import { requireInZoo } from '../require-in-zoo.ts';

/** What is tuned where nobody chooses: small models that are made of different things. */
export const USUAL_SEEDS: readonly string[] = [
  'squeezenet-1.1',
  'mobilenet-v2',
  'resnet-18',
  'bert-mini',
  'lstm-tagger',
  'ds-cnn-l',
  'mlp',
  'espcn',
];

const USUAL_BUDGET_MS = 30 * 60_000;
const USUAL_MODEL_MS = 60_000;
/** Below this a search finds little on a noisy machine. */
const LEAST_MODEL_MS = 20_000;

/** The models named, of the families named, all, or the usual ones; each once, in the order of the zoo. Throws a `TuneError`. */
export function chooseSeeds(
  zoo: readonly ZooModel[],
  names: readonly string[],
  options: RawOptions,
): readonly ZooModel[] {
  const families = (options.get('families')?.texts ?? []).flatMap((text) => text.split(','));
  requireInZoo(
    names,
    zoo.map((m) => m.name),
    'model',
  );
  requireInZoo(
    families,
    zoo.map((m) => m.family),
    'family',
  );
  const isChosen = names.length > 0 || families.length > 0;
  const usual = isChosen ? [] : USUAL_SEEDS;
  return zoo.filter(
    ({ name, family }) =>
      isOn(options, 'all') || [...names, ...usual].includes(name) || families.includes(family),
  );
}

/** How time is shared out. */
export interface SeedPlan {
  /** In the order in which they are tuned. */
  readonly toTune: readonly ZooModel[];
  /** Those the budget has no room for. */
  readonly left: readonly ZooModel[];
  readonly perModelMs: number;
}

/**
 * Shares the budget out: a minute for each model, less (but no less than makes sense) where there are many; what does not fit
 * is left for another time.
 */
export function planSeeds(models: readonly ZooModel[], options: RawOptions): SeedPlan {
  const budgetMs = parseBudgetMs(options, USUAL_BUDGET_MS);
  const asked = rawText(options, 'per-model');
  const share = Math.max(LEAST_MODEL_MS, budgetMs / Math.max(1, models.length));
  const perModelMs =
    asked === undefined
      ? Math.min(USUAL_MODEL_MS, share, budgetMs)
      : Math.min(budgetMs, parseDuration(asked, rawLabel(options, 'per-model')));
  const room = Math.max(1, Math.floor(budgetMs / perModelMs + 1e-9));
  return { toTune: models.slice(0, room), left: models.slice(room), perModelMs };
}
