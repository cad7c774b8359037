import { formatBytes } from '../../core/format-bytes.ts';
import { formatShare } from '../../core/format-share.ts';
import { type Check, fail, ok, warn } from '../../report/doctor/check.ts';
import type { GpuFacts, HostFacts } from '../../space/host-facts.ts';

/** Below this much free memory small models already fail; below the other only large ones do. */
const MEMORY = { least: 256 * 2 ** 20, comfortable: 2 ** 30 };

/** What the facts about the host say of measuring on it. */
export function machineChecks(host: HostFacts): readonly Check[] {
  const disturbances = host.disturbances.map((sentence) => {
    const [found = '', ...advice] = sentence.split(/: (?=[^:]*$)/);
    return warn('disturbance', `${found}.`, sentenceOf(advice.join(': ')));
  });
  const quiet = ok('disturbance', 'nothing disturbs measuring right now');
  return [
    coresCheck(host),
    memoryCheck(host),
    ...(host.gpus ?? []).map(gpuCheck),
    ...(disturbances.length === 0 ? [quiet] : disturbances),
  ];
}

function sentenceOf(text: string): string {
  return text === '' ? 'Measure when it is over.' : text.charAt(0).toUpperCase() + text.slice(1);
}

function coresCheck({ usableCores, logicalCores, machine, cpuModel }: HostFacts): Check {
  const cores = Math.round(usableCores * 100) / 100;
  const quota = machine?.quotaCores ?? null;
  const whole = machine?.logicalCores ?? logicalCores;
  const limits = [
    ...(quota === null ? [] : [`CPU quota ${quota}`]),
    ...(whole > logicalCores
      ? [`${logicalCores} of the machine's ${whole} by affinity or cpuset`]
      : []),
  ];
  const found = `${cores} usable ${cores === 1 ? 'core' : 'cores'} of ${cpuModel}${limits.length === 0 ? '' : ` (${limits.join(', ')})`}`;
  if (limits.length === 0) return ok('cores', found);
  return warn(
    'cores',
    found,
    'The runtime counts the cores of the whole machine, not those granted: measure under the limits you will serve under, and let tune set the threads.',
  );
}

/** Share of its time a GPU may be busy with other programs before measuring on it says little. */
const BUSY_GPU = 0.1;

function gpuCheck({
  name,
  memoryBytes,
  memoryUsedBytes,
  utilisation,
  driverVersion,
}: GpuFacts): Check {
  const memory =
    memoryBytes === null
      ? []
      : [
          memoryUsedBytes == null
            ? formatBytes(memoryBytes)
            : `${formatBytes(memoryUsedBytes)} of ${formatBytes(memoryBytes)} in use`,
        ];
  const driver = driverVersion == null ? [] : [`driver ${driverVersion}`];
  const busy = utilisation == null ? [] : [`${formatShare(utilisation)} busy`];
  const found = [name, ...driver, ...memory, ...busy].join(', ');
  return (utilisation ?? 0) > BUSY_GPU
    ? warn('gpu', found, 'Other programs compute on it: stop them before measuring.')
    : ok('gpu', found);
}

function memoryCheck({ memoryAvailableBytes, memoryLimitBytes }: HostFacts): Check {
  const free = Math.min(memoryAvailableBytes, memoryLimitBytes);
  const found = `${formatBytes(free)} of ${formatBytes(memoryLimitBytes)} available`;
  if (free < MEMORY.least) return fail('memory', found, 'End other programs or raise the limit.');
  if (free < MEMORY.comfortable)
    return warn(
      'memory',
      found,
      'Enough for small models only: several instances need several times the model.',
    );
  return ok('memory', found);
}
