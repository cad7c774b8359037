import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Calibration } from '../../../src/calibration/calibration.ts';
import { STRATEGY_NAMES } from '../../../src/search/strategy-name.ts';
import { knownModel, type SurfaceModel } from '../support/known-models.ts';
import type { Played } from './replay.ts';
import { scaleSvg } from './scale-svg.ts';
import { growthTable, type ScaleRow, scaleTable } from './scale-table.ts';
import { playTrial, scaleTarget } from './scale-trial.ts';
import { type SimulatedMachine, simulatedMachine } from './simulated-machine.ts';
import { summarise } from './summarise.ts';

/**
 * How probes and seconds grow with the space, on SIMULATED machines: the cost law with the constants of a measured host, more
 * cores (or those of a GPU) and what the law cannot tell added. The search's own law has the believed constants, not the
 * true ones.
 *
 *   npm run bench:search-scale     STRATEGIES=adaptive,gp,random,best-mean  MACHINES=16-core,64-core,128-core,gpu
 *     SIZES=100,1000,10000,100000  SEEDS=5  PROBES=40  MODELS=resnet-18,mobilenet-v2,bert-mini
 *     CALIBRATION=datasets/surfaces/2-core/calibration.json  OUT=folder for scale.json, scale.md and scale.svg
 */
const env = (name: string, otherwise: string): string => process.env[name] ?? otherwise;
const list = (name: string, otherwise: string): readonly string[] =>
  env(name, otherwise).split(',');

/** Of which others' measurements are known; kin of the target is left out. */
const KNOWN = [
  'resnet-18',
  'mobilenet-v2',
  'bert-mini',
  'mlp',
  'squeezenet-1.1',
  'ds-cnn-l',
  'lstm-tagger',
  'dlrm-kaggle-100k',
  'wavenet',
];

async function modelOf(name: string): Promise<SurfaceModel> {
  const model = await knownModel(name, []);
  if (model === null) throw new Error(`there is no ${name} in the zoo`);
  return model;
}

interface Plan {
  readonly known: readonly SurfaceModel[];
  readonly targets: readonly SurfaceModel[];
  readonly strategies: readonly string[];
  readonly seeds: number;
  readonly mostProbes: number;
}

/** One row for each strategy. */
function rowsOf(machine: SimulatedMachine, size: number, plan: Plan): readonly ScaleRow[] {
  const played = new Map<string, Played[]>(plan.strategies.map((name) => [name, []]));
  let configurations = 0;
  for (const model of plan.targets) {
    const target = scaleTarget(machine, model, plan.known, size);
    configurations += target.space.configurations.length / plan.targets.length;
    for (let seed = 1; seed <= plan.seeds; seed++) {
      const runs = playTrial(target, seed, plan.strategies, plan.mostProbes);
      for (const [i, run] of runs.entries()) played.get(plan.strategies[i] ?? '')?.push(run);
    }
  }
  return [...played].map(([name, runs]) => ({
    machine: machine.name,
    size,
    configurations: Math.round(configurations),
    summary: summarise(name, runs),
  }));
}

const { constants } = JSON.parse(
  readFileSync(env('CALIBRATION', 'datasets/surfaces/2-core/calibration.json'), 'utf8'),
) as Calibration;
const plan: Plan = {
  strategies: list('STRATEGIES', 'adaptive,gp,random,best-mean').filter((name) =>
    STRATEGY_NAMES.some((known) => known === name),
  ),
  seeds: Number(env('SEEDS', '5')),
  mostProbes: Number(env('PROBES', '40')),
  known: await Promise.all(KNOWN.map(modelOf)),
  targets: await Promise.all(list('MODELS', 'resnet-18,mobilenet-v2,bert-mini').map(modelOf)),
};
const rows: ScaleRow[] = [];
for (const name of list('MACHINES', '16-core,64-core,128-core,gpu')) {
  const machine = simulatedMachine(name, constants);
  for (const size of list('SIZES', '100,1000,10000,100000').map(Number)) {
    const more = rowsOf(machine, size, plan);
    rows.push(...more);
    process.stderr.write(`SIMULATED\n${scaleTable(more)}`);
  }
}
const text = `SIMULATED machines: the cost law with added contention and noise, nothing measured.\n
${scaleTable(rows)}\nHow the medians grow from the smallest to the largest space:\n\n${growthTable(rows)}`;
process.stdout.write(text);
const out = process.env['OUT'];
if (out !== undefined) {
  mkdirSync(out, { recursive: true });
  const data = { simulated: true, seeds: plan.seeds, mostProbes: plan.mostProbes, rows };
  // JSON has no infinity: what was never reached is null.
  writeFileSync(join(out, 'scale.json'), `${JSON.stringify(data, null, 1)}\n`);
  writeFileSync(join(out, 'scale.md'), text);
  writeFileSync(join(out, 'scale.svg'), scaleSvg(rows));
}
