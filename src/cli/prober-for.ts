import { createRandom } from '../core/random.ts';
import { createLocalProber } from '../probe/local-prober.ts';
import type { Prober } from '../study/prober.ts';
import type { Machine } from './describe-machine.ts';
import type { PreparedModel } from './prepare-model.ts';

/** The real prober for a model on this machine. */
export function proberFor(model: PreparedModel, machine: Machine, seed: number): Prober {
  return createLocalProber({
    model: model.worker,
    outputs: model.outputs,
    random: createRandom(`${seed}/heats`),
    monitor: machine.monitor,
    ...machine.memoryLimits,
    freeze: machine.facts.canFreeze,
  });
}
