import type { Objective } from '../study/objective.ts';

const OBJECTIVE_QUANTITY: Readonly<Record<Objective, string>> = {
  throughput: 'throughput',
  latency: 'speed of a run',
  efficiency: 'inferences per CPU second',
  goodput: 'highest load within the targets',
  cost: 'load carried per unit of cost',
};

/** What an objective makes more of, in words: `1.9 times the default's …`. Under a load latency is that of requests. */
export function objectiveQuantity(objective: Objective, hasLoad: boolean): string {
  return hasLoad && objective === 'latency'
    ? 'speed of a request (p99)'
    : OBJECTIVE_QUANTITY[objective];
}
