import { createRandom } from '../../../src/core/random.ts';
import type { SearchPrior } from '../../../src/knowledge/search-prior.ts';
import { createStrategy } from '../../../src/search/strategies.ts';
import type { SearchSpace } from '../../../src/space/search-space.ts';
import type { SurfaceModel } from '../support/known-models.ts';
import { recordedLaw } from './law-prior.ts';
import { type Played, replay } from './replay.ts';
import { perturbedHost, unexplainedField } from './simulated-host.ts';
import { type SimulatedMachine, spaceAsRun, spaceOn } from './simulated-machine.ts';
import { knownTask, simulatedHost, simulateTask } from './simulated-task.ts';

/** Others were measured over a coarse grid, whatever the target's space. */
const KNOWN_SIZE = 100;

/** One target on one machine. */
export interface ScaleTarget {
  readonly machine: SimulatedMachine;
  readonly target: SurfaceModel;
  /** Of which measurements are known; kin of the target is left out. */
  readonly known: readonly SurfaceModel[];
  readonly space: SearchSpace;
  /** What the believed law says; the same for all seeds. */
  readonly law: Pick<SearchPrior, 'law' | 'operators'>;
}

/** A target in a space of about this size. */
export function scaleTarget(
  machine: SimulatedMachine,
  target: SurfaceModel,
  known: readonly SurfaceModel[],
  size: number,
): ScaleTarget {
  const space = spaceOn(machine, target, size);
  const { workAt, baseBatch } = machine.modelOn(target);
  const law = recordedLaw({
    space: spaceAsRun(machine, space),
    workAt,
    baseBatch,
    host: machine.believed,
    limits: [],
  });
  return { machine, target, known, space, law };
}

/** All strategies on one target with one seed: the same host, the same earlier tasks, the same luck. */
export function playTrial(
  { machine, target, known, space, law }: ScaleTarget,
  seed: number,
  strategies: readonly string[],
  mostProbes: number,
): readonly Played[] {
  const random = createRandom(`simulated ${target.name}/${machine.name}/${seed}`);
  const truly = perturbedHost(machine.believed, random.fork('host'));
  const field = unexplainedField(random.fork(target.name));
  const task = simulateTask(machine, target, space, truly, field);
  const tasks = known
    .filter((m) => m.family !== target.family)
    .map((model) => {
      const own = random.fork(model.name);
      const its = spaceOn(machine, model, KNOWN_SIZE);
      const measured = simulateTask(machine, model, its, truly, unexplainedField(own));
      return knownTask(measured, model, target, own);
    })
    .sort((a, b) => b.similarity - a.similarity);
  return strategies.map((name) =>
    replay({
      strategy: createStrategy(name, {
        space,
        random: random.fork('strategy'),
        prior: { ...law, tasks },
        constraints: 0,
        defaultThreads: machine.cores,
      }),
      host: simulatedHost(task, random.fork('probes')),
      reference: space.reference,
      truths: task.truths,
      shrunk: task.truths,
      sessionNoise: null,
      limits: [],
      mostProbes,
      random: random.fork('race'),
      clock: () => performance.now(),
    }),
  );
}
