import { numberField, wholeNumber } from './field-text.ts';
import type { HostSource } from './host-source.ts';

const CPU_FOLDER = '/sys/devices/system/cpu';
const SUPPLY_FOLDER = '/sys/class/power_supply';

/** Below this share of its highest frequency a CPU counts as capped. */
const CAPPED_SHARE = 0.9;

/** Sentences about CPU frequency policy and mains power of a Linux machine. */
export function powerSigns(source: HostSource, cpus: readonly number[]): string[] {
  return [governorSign(source, cpus), capSign(source, cpus), batterySign(source)].filter(
    (sign) => sign !== null,
  );
}

/**
 * `powersave` holds the lowest frequency with the generic drivers, but is the normal, fully dynamic setting of
 * intel_pstate and amd-pstate-epp, where only the energy preference tells. Source: kernel documentation, admin-guide/pm.
 */
function governorSign(source: HostSource, cpus: readonly number[]): string | null {
  const slow = cpus.filter((cpu) => {
    const read = (name: string): string => policyText(source, cpu, name);
    const dynamic = /^(?:intel_pstate|amd-pstate-epp|amd_pstate_epp)$/.test(read('scaling_driver'));
    return dynamic
      ? read('energy_performance_preference') === 'power'
      : read('scaling_governor') === 'powersave';
  });
  if (slow.length === 0) return null;
  return `${count(slow.length)} in powersave mode: switch the governor to performance (cpupower frequency-set -g performance).`;
}

function capSign(source: HostSource, cpus: readonly number[]): string | null {
  const capped = cpus.filter((cpu) => {
    const allowed = wholeNumber(policyText(source, cpu, 'scaling_max_freq'));
    const possible = wholeNumber(policyText(source, cpu, 'cpuinfo_max_freq'));
    return allowed !== null && possible !== null && allowed < CAPPED_SHARE * possible;
  });
  if (capped.length === 0) return null;
  return `${count(capped.length)} limited to a lower frequency than possible (scaling_max_freq): lift the limit, or measure as you will serve.`;
}

function policyText(source: HostSource, cpu: number, name: string): string {
  return (source.readText(`${CPU_FOLDER}/cpu${cpu}/cpufreq/${name}`) ?? '').trim();
}

function count(cpus: number): string {
  return cpus === 1 ? '1 CPU is' : `${cpus} CPUs are`;
}

/** A laptop that runs down its battery; batteries of mice and keyboards (scope Device) do not count. */
function batterySign(source: HostSource): string | null {
  const read = (supply: string, name: string): string =>
    (source.readText(`${SUPPLY_FOLDER}/${supply}/${name}`) ?? '').trim();
  const supplies = source
    .list(SUPPLY_FOLDER)
    .filter((supply) => read(supply, 'scope') !== 'Device');
  const discharging = supplies.some(
    (supply) => read(supply, 'type') === 'Battery' && read(supply, 'status') === 'Discharging',
  );
  const mains = supplies.some(
    (supply) => read(supply, 'type') !== 'Battery' && read(supply, 'online') === '1',
  );
  if (!discharging || mains) return null;
  return 'The machine runs on battery, which lowers and varies its speed: plug it in.';
}

/** Times the given CPUs were slowed down by heat since boot, summed; null where the kernel does not count. */
export function readThermalEvents(source: HostSource, cpus: readonly number[]): number | null {
  const counts = cpus.flatMap(
    (cpu) =>
      wholeNumber(
        source.readText(`${CPU_FOLDER}/cpu${cpu}/thermal_throttle/core_throttle_count`),
      ) ?? [],
  );
  return counts.length === 0 ? null : counts.reduce((sum, n) => sum + n, 0);
}

/** Pages moved from and to swap since boot; 0 where the kernel does not count. */
export function readSwappedPages(source: HostSource): number {
  const vmstat = source.readText('/proc/vmstat');
  return (numberField(vmstat, 'pswpin') ?? 0) + (numberField(vmstat, 'pswpout') ?? 0);
}
