import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import type { Levels } from '../../gate/assertion.ts';
import type { Configuration } from '../../space/configuration.ts';
import type { Constraint } from '../../study/objective.ts';
import { parseAgainst } from './parse-against.ts';
import { parseConstraint } from './parse-constraint.ts';
import { parseLevels } from './parse-levels.ts';
import { isOn, type RawOptions, rawLabel, rawText } from './raw-options.ts';
import { parseBudgetMs } from './tune-options.ts';

/** Where a check reports besides stdout; null where it does not. */
export interface CheckFiles {
  readonly junit: string | null;
  readonly sarif: string | null;
  readonly markdown: string | null;
  readonly gitlab: string | null;
}

export interface CheckOptions {
  readonly baselinePath: string | null;
  /** Change of a ratio that matters, as a share. */
  readonly band: number;
  readonly budgetMs: number;
  readonly strict: boolean;
  readonly constraints: readonly Constraint[];
  readonly levels: Levels;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Asked for; GitHub Actions is recognised besides. */
  readonly github: boolean;
  readonly files: CheckFiles;
}

const DEFAULT_BUDGET_MS = 60_000;
const DEFAULT_BAND = '5%';
/** A band above this lets everything pass. */
const WIDEST_BAND = 0.5;

/** Understands the options of `tune check`, but for `--against`. Throws a `TuneError` (usage) that names the option. */
export function parseCheckOptions(raw: RawOptions): CheckOptions {
  return {
    baselinePath: rawText(raw, 'baseline') ?? null,
    band: parseBand(rawText(raw, 'band') ?? DEFAULT_BAND, rawLabel(raw, 'band')),
    budgetMs: parseBudgetMs(raw, DEFAULT_BUDGET_MS),
    strict: isOn(raw, 'strict'),
    constraints: (raw.get('constraint')?.texts ?? []).map((text) =>
      parseConstraint(text, rawLabel(raw, 'constraint')),
    ),
    levels: parseLevels(raw.get('check')?.texts ?? [], rawLabel(raw, 'check')),
    json: isOn(raw, 'json'),
    quiet: isOn(raw, 'quiet'),
    github: isOn(raw, 'github'),
    files: {
      junit: rawText(raw, 'junit') ?? null,
      sarif: rawText(raw, 'sarif') ?? null,
      markdown: rawText(raw, 'markdown') ?? null,
      gitlab: rawText(raw, 'gitlab') ?? null,
    },
  };
}

/** The configuration of `--against`, relative to the runtime's default; null where none is given. */
export function parseOther(raw: RawOptions, base: Configuration): Configuration | null {
  const text = rawText(raw, 'against');
  return text === undefined ? null : parseAgainst(text, rawLabel(raw, 'against'), base);
}

function parseBand(text: string, label: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/.exec(text.trim());
  const share = Number(match?.[1]) / (match?.[2] === '%' ? 100 : 1);
  if (share > 0 && share <= WIDEST_BAND) return share;
  throw new TuneError('usage', `${label} does not take "${printable(text, 40)}".`, {
    hint: 'Write a share above 0 and up to 50%, such as 5% or 0.05.',
  });
}
