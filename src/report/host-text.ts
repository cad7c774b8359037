import type { GpuFacts, HostFacts } from '../space/host-facts.ts';
import { obstacleText, type ProviderState } from '../space/provider-state.ts';
import type { BuiltSpace, KnobName } from '../space/space-request.ts';

const WIDTH = 60;
const LABEL_WIDTH = 12;

/** Names of the knobs as a person says them; those with one value only are not shown. */
const KNOB_LABEL: Readonly<Record<KnobName, string>> = {
  provider: 'provider',
  batchSize: 'batch',
  instances: 'instances',
  intraOpThreads: 'threads',
  interOpThreads: 'inter-op',
  executionMode: 'mode',
  graphOptimization: 'optimise',
  spinning: 'spinning',
  memoryArena: 'arena',
  maxQueueDelayMs: 'delay',
};

/** What `tune host` prints: the machine, what would be searched on it, and what disturbs measuring right now. */
export function hostText(
  host: HostFacts,
  space: BuiltSpace,
  states: readonly ProviderState[] = [],
): string {
  const machine = machineRows(host, states).flatMap(([label, value]) => row(label, value));
  return [
    ...wrap(host.cpuModel, '', WIDTH),
    ...machine,
    '',
    ...spaceLines(space),
    '',
    ...disturbanceLines(host),
    '',
  ].join('\n');
}

function machineRows(
  host: HostFacts,
  states: readonly ProviderState[],
): [label: string, value: string][] {
  const { l1d, l2, l3 } = host.cacheBytes;
  const rows: [string, string][] = [
    ['cores', coresText(host)],
    ['caches', `L1d ${size(l1d)}, L2 ${size(l2)}, L3 ${size(l3)}`],
    ['memory', `${size(host.memoryLimitBytes)}, ${size(host.memoryAvailableBytes)} available`],
    ['platform', `${host.platform}, ${virtualText(host.virtualised)}`],
    ['isa', host.isa.join(' ') || 'unknown'],
    ...(host.gpus ?? []).map((gpu): [string, string] => ['gpu', gpuText(gpu)]),
    ['runtime', `onnxruntime ${host.runtimeVersion}, Node.js ${host.nodeVersion}`],
    ...providerRows(host, states),
    ['fingerprint', host.fingerprint],
  ];
  return rows;
}

function gpuText({
  name,
  memoryBytes,
  memoryUsedBytes,
  utilisation,
  driverVersion,
}: GpuFacts): string {
  const parts = [name, size(memoryBytes)];
  if (memoryUsedBytes != null) parts.push(`${size(memoryUsedBytes)} in use`);
  if (utilisation != null) parts.push(`${Math.round(100 * utilisation)} % busy`);
  if (driverVersion != null) parts.push(`driver ${driverVersion}`);
  return parts.join(', ');
}

/** Those that work together, the others each with why; all that are installed where none was tried. */
function providerRows(
  host: HostFacts,
  states: readonly ProviderState[],
): [label: string, value: string][] {
  if (states.length === 0) return [['providers', host.providers.join(', ')]];
  const working = states.filter((s) => s.status === 'works').map((s) => s.provider);
  const others = states.flatMap((state): [string, string][] => {
    if (state.status === 'works') return [];
    return [['', `not ${state.provider}: ${obstacleText(state)}`]];
  });
  return [['providers', working.join(', ') || 'none works'], ...others];
}

function coresText(host: HostFacts): string {
  const { machine } = host;
  const parts = [`${figure(host.usableCores)} usable`];
  const smt = host.physicalCores < host.logicalCores;
  if (smt) parts.push(`${host.logicalCores} threads of ${host.physicalCores} cores`);
  if (machine?.performanceCores) parts.push(`${machine.performanceCores} fast ones`);
  if (machine?.quotaCores) parts.push(`CPU quota ${figure(machine.quotaCores)}`);
  if (machine !== undefined && machine.logicalCores > host.logicalCores) {
    parts.push(`${machine.logicalCores} in the machine`);
  }
  if (host.numaNodes > 1) parts.push(`${host.numaNodes} NUMA nodes`);
  return parts.join(', ');
}

function virtualText(virtualised: boolean | null): string {
  if (virtualised === null) return 'virtual or not is unknown';
  return virtualised ? 'virtual machine' : 'no hypervisor';
}

function spaceLines(space: BuiltSpace): string[] {
  const count = space.configurations.length;
  const knobs = space.knobs.filter((knob) => knob.values.length > 1);
  return [
    `Would search ${count} ${count === 1 ? 'configuration' : 'configurations'}:`,
    ...knobs.flatMap((knob) =>
      row(KNOB_LABEL[knob.name], knob.values.map(nameOf(knob.name)).join(' ')),
    ),
    ...space.excluded.flatMap(({ reason, count: left }) => row('left out', `${left}: ${reason}`)),
  ];
}

function nameOf(knob: KnobName): (value: unknown) => string {
  const isThreads = knob === 'intraOpThreads' || knob === 'interOpThreads';
  const isSwitch = knob === 'spinning' || knob === 'memoryArena';
  return (value) => {
    if (isThreads && value === 0) return 'default';
    return isSwitch ? (value ? 'on' : 'off') : String(value);
  };
}

function disturbanceLines(host: HostFacts): string[] {
  const frozen = host.canFreeze
    ? []
    : [
        'Idle processes cannot be frozen on this platform: measuring takes longer and is less precise.',
      ];
  const sentences = [...host.disturbances, ...frozen];
  if (sentences.length === 0) return ['Nothing disturbs measuring right now.'];
  return ['Disturbs measuring right now:', ...sentences.flatMap((s) => bullet(s))];
}

function bullet(sentence: string): string[] {
  return wrap(sentence, '    ', WIDTH).map((line, i) =>
    i === 0 ? `  - ${line.trimStart()}` : line,
  );
}

function row(label: string, value: string): string[] {
  const indent = ' '.repeat(2 + LABEL_WIDTH);
  const lines = wrap(value, indent, WIDTH);
  return lines.map((line, i) =>
    i === 0 ? `  ${label.padEnd(LABEL_WIDTH)}${line.trimStart()}` : line,
  );
}

/** Breaks between words; a longer word gets a line of its own. */
function wrap(text: string, indent: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, indent + line];
}

function size(bytes: number | null): string {
  if (bytes === null) return 'unknown';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${figure(bytes / 2 ** (10 * power))} ${units[power]}`;
}

/** At most one decimal, none where it is zero. */
function figure(value: number): string {
  return String(Math.round(value * 10) / 10);
}
