import type { Estimate } from '../core/estimate.ts';
import type { Verdict } from './verdict.ts';

/** What a check asserts. */
export type AssertionName =
  /** The model file is the one that was locked. */
  | 'model-unchanged'
  /** Its graph has the structure that was locked; new weights alone change no speed. */
  | 'graph-unchanged'
  | 'runtime-unchanged'
  | 'host-class-unchanged'
  /** The locked configuration gives the same outputs as the default. */
  | 'outputs-equal'
  /** Its advantage over the runtime's default has not dropped below what the lock promises. */
  | 'holds-against-default'
  /** It is not slower than on the baseline model file. */
  | 'holds-against-baseline'
  /** It is not slower than the other configuration. */
  | 'holds-against-other'
  /** Absolute bounds hold, on the machine that was locked. */
  | 'constraints-met';

export type Level = 'off' | 'warn' | 'error';
export const LEVELS: readonly Level[] = ['off', 'warn', 'error'];

export type Levels = Readonly<Record<AssertionName, Level>>;

/** The level of each assertion unless the config file says otherwise. */
export const DEFAULT_LEVELS: Levels = {
  'model-unchanged': 'error',
  'graph-unchanged': 'error',
  'runtime-unchanged': 'warn',
  'host-class-unchanged': 'warn',
  'outputs-equal': 'error',
  'holds-against-default': 'error',
  'holds-against-baseline': 'error',
  'holds-against-other': 'error',
  'constraints-met': 'error',
};

export const ASSERTION_NAMES: readonly AssertionName[] = Object.keys(
  DEFAULT_LEVELS,
) as AssertionName[];

/** How an assertion came out. */
export interface AssertionOutcome {
  readonly name: AssertionName;
  /** What it speaks of, where several have the same name: the constraint as written. */
  readonly subject: string | null;
  readonly level: Exclude<Level, 'off'>;
  readonly status: 'passed' | 'failed' | 'inconclusive' | 'not-applicable';
  /** What a comparison came to; null for assertions that compare no speeds. */
  readonly verdict: Verdict | null;
  /** A ratio of the locked configuration's speed to the opponent's, with its 95 % interval. */
  readonly ratio: Estimate | null;
  /** One sentence for people; text of files is not made safe to print yet. */
  readonly message: string;
  /** What to do about it; null where there is nothing to do. */
  readonly hint: string | null;
}

/** What an assertion found, before its level is known. */
export type Finding = Omit<AssertionOutcome, 'level'>;

/** A finding of an assertion that compares no speeds. */
export function finding(
  name: AssertionName,
  status: AssertionOutcome['status'],
  message: string,
  rest: Partial<Pick<Finding, 'subject' | 'hint'>> = {},
): Finding {
  return { name, subject: null, status, verdict: null, ratio: null, message, hint: null, ...rest };
}

/** Gives findings their levels; what is off is left out. */
export function withLevels(findings: readonly Finding[], levels: Levels): AssertionOutcome[] {
  return findings.flatMap((found) => {
    const level = levels[found.name];
    return level === 'off' ? [] : [{ ...found, level }];
  });
}
