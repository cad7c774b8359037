import type { Objective } from './objective.ts';
import type { Choice } from './recommend.ts';

const QUANTITY: Readonly<Record<Objective, string>> = {
  throughput: 'throughput',
  latency: 'speed of a run',
  efficiency: 'inferences per CPU second',
  goodput: 'highest load within the targets',
  cost: 'load carried per unit of cost',
};

export interface ReasonFacts {
  readonly choice: Choice;
  readonly objective: Objective;
  /** The best contender that meets the constraints, relative to the reference; null where there is none. */
  readonly best: Choice['relative'] | null;
  readonly sessions: number;
  /** The runtime's default works and is the reference. */
  readonly isDefault: boolean;
  /** The reference meets the constraints. */
  readonly referenceFeasible: boolean;
  /** Set where the reference cannot carry the load: that it cannot, and what it serves, as a clause. */
  readonly overload?: string;
}

/** Under a load latency is that of requests. */
function quantityOf({ choice, objective }: ReasonFacts): string {
  const hasLoad = choice.chosen.measurement.load !== undefined;
  return hasLoad && objective === 'latency' ? 'speed of a request (p99)' : QUANTITY[objective];
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const ratio = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : 'unknown');

/** Why this configuration is recommended, in one sentence. */
export function recommendationReason(facts: ReasonFacts): string {
  const { choice, objective, best, sessions, isDefault, referenceFeasible, overload } = facts;
  const reference = isDefault ? "the runtime's default" : 'the first configuration that works';
  const evidence =
    sessions === 0 ? 'from the search only' : `${sessions} fresh session${sessions > 1 ? 's' : ''}`;
  if (choice.isReference) {
    if (best === null) return `Nothing else was found that could replace ${reference}.`;
    return (
      `No configuration is better than ${reference} beyond doubt (95 %): ` +
      `the best reached ${ratio(best.value)} times its ${quantityOf(facts)} (${ratio(best.low)} to ${ratio(best.high)}, ${evidence}).`
    );
  }
  // How much faster it is than something whose queue grows without end depends on how long one watches.
  if (overload !== undefined && objective !== 'goodput') {
    return `${capitalised(reference)} ${overload}. This is the best of those that carry it (${evidence}).`;
  }
  const { value, low, high } = choice.relative;
  const gain = `${ratio(value)} times the ${quantityOf(facts)} of ${reference} (95 %: ${ratio(low)} to ${ratio(high)}, ${evidence})`;
  return referenceFeasible
    ? `${gain}.`
    : `The best that meets the constraints, which ${reference} does not; ${gain}.`;
}
