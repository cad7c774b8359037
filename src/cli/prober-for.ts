import { createRandom } from '../core/random.ts';
import { createLocalProber } from '../probe/local-prober.ts';
import type { Prober } from '../study/prober.ts';
import type { Machine } from './describe-machine.ts';
import type { PreparedModel } from './prepare-model.ts';

/** Share of the memory limit that probing may fill before the newest process is ended. */
const MEMORY_SHARE = 0.9;

/** The real prober for a model on this machine. */
export function proberFor(model: PreparedModel, machine: Machine, seed: number): Prober {
  const { facts } = machine;
  return createLocalProber({
    model: model.worker,
    outputs: model.outputs,
    random: createRandom(`${seed}/heats`),
    monitor: machine.monitor,
    memoryLimitBytes: MEMORY_SHARE * Math.min(facts.memoryLimitBytes, facts.memoryAvailableBytes),
    residentBytes: machine.residentBytes,
    freeze: facts.canFreeze,
  });
}
