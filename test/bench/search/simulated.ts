import { readFileSync } from 'node:fs';
import type { Calibration } from '../../../src/calibration/calibration.ts';
import { createRandom } from '../../../src/core/random.ts';
import type { HostConstants } from '../../../src/cost/host-constants.ts';
import type { SearchPrior } from '../../../src/knowledge/search-prior.ts';
import { createStrategy } from '../../../src/search/strategies.ts';
import { STRATEGY_NAMES } from '../../../src/search/strategy-name.ts';
import type { SearchSpace } from '../../../src/space/search-space.ts';
import { knownModel, type SurfaceModel } from '../support/known-models.ts';
import { recordedLaw, spaceModelOf } from './law-prior.ts';
import { type Played, replay } from './replay.ts';
import { perturbedHost, scaledHost, unexplainedField } from './simulated-host.ts';
import { knownTask, simulatedHost, simulateTask } from './simulated-task.ts';
import { sizedSpace } from './sized-space.ts';
import { summarise } from './summarise.ts';

/**
 * How probes and seconds grow with the space, on SIMULATED hosts: the cost law with the constants of a measured host, more
 * cores and what the law cannot tell added. The search's own law has the believed constants, not the true ones.
 *
 *   npm run bench:search-scale     STRATEGIES=adaptive,gp,random,best-mean  CORES=16,64,128  SIZES=100,1000,10000,100000
 *     SEEDS=5  PROBES=60  MODELS=resnet-18,mobilenet-v2,bert-mini  CALIBRATION=datasets/surfaces/2-core/calibration.json
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
/** Others were measured over a coarse grid, whatever the target's space. */
const KNOWN_SIZE = 100;

const say = (text: string): void => void process.stdout.write(`SIMULATED ${text}\n`);

interface Trial {
  readonly target: SurfaceModel;
  readonly known: readonly SurfaceModel[];
  readonly believed: HostConstants;
  readonly space: SearchSpace;
  /** What the believed law says; the same for all seeds. */
  readonly law: Pick<SearchPrior, 'law' | 'operators'>;
  readonly seed: number;
}

function spaceOf(model: SurfaceModel, cores: number, size: number): SearchSpace {
  return sizedSpace(spaceModelOf(model.workAt, model.baseBatch), cores, size);
}

/** All strategies on one target with one seed: the same host, the same earlier tasks, the same luck. */
function playTrial(trial: Trial, strategies: readonly string[], mostProbes: number): Played[] {
  const { target, known, believed, space, law, seed } = trial;
  const random = createRandom(`simulated ${target.name}/${believed.cores}/${seed}`);
  const truly = perturbedHost(believed, random.fork('host'));
  const task = simulateTask(target, space, truly, unexplainedField(random.fork(target.name)));
  const tasks = known
    .filter((m) => m.family !== target.family)
    .map((model) => {
      const own = random.fork(model.name);
      const its = spaceOf(model, believed.cores, KNOWN_SIZE);
      return knownTask(simulateTask(model, its, truly, unexplainedField(own)), model, target, own);
    })
    .sort((a, b) => b.similarity - a.similarity);
  return strategies.map((name) =>
    replay({
      strategy: createStrategy(name, {
        space,
        random: random.fork('strategy'),
        prior: { ...law, tasks },
        constraints: 0,
        defaultThreads: believed.cores,
      }),
      host: simulatedHost(task, random.fork('probes')),
      reference: space.reference,
      truths: task.truths,
      limits: [],
      mostProbes,
      random: random.fork('race'),
      clock: () => performance.now(),
    }),
  );
}

function lawOf(target: SurfaceModel, space: SearchSpace, host: HostConstants): Trial['law'] {
  const { workAt, baseBatch } = target;
  return recordedLaw({ space, workAt, baseBatch, host, limits: [] });
}

async function modelOf(name: string): Promise<SurfaceModel> {
  const model = await knownModel(name, []);
  if (model === null) throw new Error(`there is no ${name} in the zoo`);
  return model;
}

const { constants } = JSON.parse(
  readFileSync(env('CALIBRATION', 'datasets/surfaces/2-core/calibration.json'), 'utf8'),
) as Calibration;
const strategies = list('STRATEGIES', 'adaptive,gp,random,best-mean').filter((name) =>
  STRATEGY_NAMES.some((known) => known === name),
);
const seeds = Number(env('SEEDS', '5'));
const mostProbes = Number(env('PROBES', '60'));
const known = await Promise.all(KNOWN.map(modelOf));
const targets = await Promise.all(list('MODELS', 'resnet-18,mobilenet-v2,bert-mini').map(modelOf));
const figure = (value: number): string => (Number.isFinite(value) ? value.toPrecision(3) : '∞');
say(
  '| cores | configurations | strategy | probes to 5 %, median / 90th | to 2 % | seconds to 5 % | to 2 % | ask ms, median / most |',
);
say('| --: | --: | --- | --: | --: | --: | --: | --: |');
for (const cores of list('CORES', '16,64,128').map(Number)) {
  const believed = scaledHost(constants, cores);
  for (const size of list('SIZES', '100,1000,10000,100000').map(Number)) {
    const played = new Map<string, Played[]>(strategies.map((name) => [name, []]));
    const sizes: number[] = [];
    for (const target of targets) {
      const space = spaceOf(target, cores, size);
      const law = lawOf(target, space, believed);
      sizes.push(space.configurations.length);
      for (let seed = 1; seed <= seeds; seed++) {
        const trial = { target, known, believed, space, law, seed };
        playTrial(trial, strategies, mostProbes).forEach((run, i) => {
          played.get(strategies[i] ?? '')?.push(run);
        });
      }
    }
    const mean = Math.round(sizes.reduce((a, b) => a + b, 0) / sizes.length);
    for (const [name, runs] of played) {
      const s = summarise(name, runs);
      const cells = [s.within5.probes, s.within2.probes, s.within5.seconds, s.within2.seconds].map(
        ({ median, p90 }) => `${figure(median)} / ${figure(p90)}`,
      );
      const ask = `${s.askMs.median.toFixed(1)} / ${s.askMs.most.toFixed(0)}`;
      say(`| ${[cores, mean, name, ...cells, ask].join(' | ')} |`);
    }
  }
}
