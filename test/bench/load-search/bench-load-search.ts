import { writeFileSync } from 'node:fs';
import {
  gapsTable,
  loadSearchTable,
  pairedTable,
  priorTimeText,
  tasksText,
} from './load-search-tables.ts';
import { LOAD_STRATEGIES, playModels } from './play-models.ts';

/**
 * Searches under a load on SIMULATED hosts: recorded times of runs, with their spread and replicates, served by the real
 * batcher and real arrivals in simulated time on a machine with slow moments. What is best and what keeps its bound is known
 * from long simulations.
 *
 *   npm run bench:load-search     STRATEGIES='adaptive, own trials|adaptive, law|gp'  SEEDS=20  PROBES=12
 *     SHARES=0.3,0.6,0.85 (none: goodput alone)  MODELS=squeezenet-1.1  OUT=results.json
 */
const env = (name: string, otherwise: string): string => process.env[name] ?? otherwise;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const strategies = env('STRATEGIES', LOAD_STRATEGIES.join('|')).split('|');
const unknown = strategies.filter((s) => !LOAD_STRATEGIES.includes(s));
if (unknown.length > 0)
  throw new Error(`${unknown.join()}: not one of ${LOAD_STRATEGIES.join('|')}`);
const programme = {
  strategies,
  seeds: Number(env('SEEDS', '20')),
  mostProbes: Number(env('PROBES', '12')),
  shares: env('SHARES', '0.3,0.6,0.85').split(',').filter(Boolean).map(Number),
  models: env('MODELS', '').split(',').filter(Boolean),
};
const began = performance.now();
const { runs, tasks, gaps, priorMs } = await playModels(programme);
const elapsedS = (performance.now() - began) / 1000;
say(
  `SIMULATED: ${tasksText(tasks)} ${programme.seeds} seeds, ${runs.length} searches, ${elapsedS.toFixed(0)} s.\n`,
);
say(loadSearchTable(runs, strategies));
for (const objective of ['latency', 'cost', 'goodput'] as const) {
  say(`${objective}\n`);
  say(
    loadSearchTable(
      runs.filter((r) => r.objective === objective),
      strategies,
    ),
  );
}
const [base = ''] = strategies;
say(pairedTable(runs, strategies, base, programme.mostProbes));
say(gapsTable(gaps));
say(`Making the prior: ${priorTimeText(priorMs)}`);
const out = process.env['OUT'];
if (out !== undefined)
  writeFileSync(out, `${JSON.stringify({ programme, tasks, runs }, null, 1)}\n`);
