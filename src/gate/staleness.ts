import type { HostFacts } from '../space/host-facts.ts';
import type { ModelFacts } from '../study/study-header.ts';
import { type Finding, finding } from './assertion.ts';
import { classDifferences, hostClassOf } from './host-class.ts';
import type { ServingLock } from './serving-lock.ts';

/** What a check finds in place of what was locked. */
export interface Present {
  readonly model: Pick<ModelFacts, 'sha256' | 'graphHash'>;
  readonly host: HostFacts;
}

const LOCK_ANEW = 'Run `tune` on the model again and lock the new result with `tune lock`.';

/** Whether the lock still speaks of this model, this runtime and this kind of machine: one finding each. */
export function checkStaleness(lock: ServingLock, { model, host }: Present): readonly Finding[] {
  return [
    modelFinding(lock, model),
    model.graphHash === lock.model.graphHash
      ? finding('graph-unchanged', 'passed', 'the graph is the one locked')
      : finding(
          'graph-unchanged',
          'failed',
          'the graph has another structure than the one locked',
          {
            hint: LOCK_ANEW,
          },
        ),
    host.runtimeVersion === lock.runtimeVersion
      ? finding('runtime-unchanged', 'passed', `onnxruntime ${host.runtimeVersion}, as locked`)
      : finding(
          'runtime-unchanged',
          'failed',
          `onnxruntime ${lock.runtimeVersion} locked, ${host.runtimeVersion} here`,
          { hint: 'If the configuration holds, lock it again with this version.' },
        ),
    classFinding(lock, host),
  ];
}

function modelFinding(lock: ServingLock, model: Present['model']): Finding {
  if (model.sha256 === lock.model.sha256) {
    return finding('model-unchanged', 'passed', 'the model file is the one locked');
  }
  const what =
    model.graphHash === lock.model.graphHash
      ? 'the model has other weights or names than the one locked, in the same graph'
      : 'the model is another than the one locked';
  return finding('model-unchanged', 'failed', what, { hint: LOCK_ANEW });
}

function classFinding(lock: ServingLock, host: HostFacts): Finding {
  const here = hostClassOf(host, providerHere(lock, host));
  const differences = classDifferences(lock.hostClass, here);
  if (differences.length === 0) {
    const { usableCores } = here;
    const cores = `${usableCores} usable ${usableCores === 1 ? 'core' : 'cores'}`;
    return finding('host-class-unchanged', 'passed', `${here.platform}, ${cores}, as locked`);
  }
  return finding(
    'host-class-unchanged',
    'failed',
    `another kind of machine: ${differences.join('; ')}`,
    { hint: 'What the lock promises was measured elsewhere: lock on a machine like this one.' },
  );
}

/** The locked provider where this machine has it, else what it would run on. */
function providerHere({ configuration }: ServingLock, { providers }: HostFacts): string {
  const { provider } = configuration;
  return providers.includes(provider) ? provider : (providers[0] ?? 'none');
}

/** Whether ratios may be compared with those of the lock. */
export function isSameClass(lock: ServingLock, host: HostFacts): boolean {
  return classDifferences(lock.hostClass, hostClassOf(host, providerHere(lock, host))).length === 0;
}
