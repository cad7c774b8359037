import type { Objective } from '../study/objective.ts';

/** What an objective makes more of, in words: `1.9 times the default's …`. */
export const OBJECTIVE_QUANTITY: Readonly<Record<Objective, string>> = {
  throughput: 'throughput',
  latency: 'speed of a run',
  efficiency: 'inferences per CPU second',
  goodput: 'highest load within the targets',
  cost: 'load carried per unit of cost',
};
