import { createRandom } from '../core/random.ts';
import type { LoadSettings } from '../probe/load-settings.ts';
import { createLocalProber } from '../probe/local-prober.ts';
import type { Prober } from '../study/prober.ts';
import type { Machine } from './describe-machine.ts';
import type { PreparedModel } from './prepare-model.ts';

/**
 * The real prober for a model on this machine; `others` are models that entrants of its heats may name, `load` is what
 * its heats offer, null where instances run back to back.
 */
export function proberFor(
  model: PreparedModel,
  machine: Machine,
  seed: number,
  others: ReadonlyMap<string, PreparedModel> = new Map(),
  load: LoadSettings | null = null,
): Prober {
  return createLocalProber({
    model: model.worker,
    otherModels: new Map([...others].map(([name, other]) => [name, other.worker])),
    outputs: model.outputs,
    comparesPadded: model.lengths?.padding.status === 'harmless',
    random: createRandom(`${seed}/heats`),
    monitor: machine.monitor,
    devices: machine.devices,
    ...machine.memoryLimits,
    freeze: machine.facts.canFreeze,
    ...(load && { load }),
  });
}
