import { printable } from '../../core/printable.ts';
import type { PublishedModel } from '../published/published-subject.ts';

/** One operator's part of the model. */
export interface OperatorShare {
  /** Safe to print. */
  readonly operator: string;
  readonly count: number;
  /** 0 to 1: of the time where it was profiled, else of the nodes. */
  readonly share: number;
}

export interface OperatorShares {
  readonly measure: 'time' | 'nodes';
  /** Largest first; what is beyond the limit is summed up as `others`. */
  readonly shares: readonly OperatorShare[];
}

/** What the model is made of: at most `limit` operators and the rest. */
export function operatorShares({ operators }: PublishedModel, limit = 10): OperatorShares {
  const isTimed = operators.length > 0 && operators.every((o) => o.time_share !== undefined);
  const total = operators.reduce((sum, o) => sum + o.count, 0);
  const all = operators
    .map(({ operator, count, time_share: time }) => ({
      operator: printable(operator, 60),
      count,
      share: isTimed ? (time ?? 0) : count / Math.max(1, total),
    }))
    .sort((a, b) => b.share - a.share);
  const isLong = all.length > limit + 1;
  const shown = isLong ? all.slice(0, limit) : all;
  const rest = all.slice(shown.length);
  const others = {
    operator: `${rest.length} others`,
    count: rest.reduce((sum, o) => sum + o.count, 0),
    share: rest.reduce((sum, o) => sum + o.share, 0),
  };
  return { measure: isTimed ? 'time' : 'nodes', shares: isLong ? [...shown, others] : shown };
}
