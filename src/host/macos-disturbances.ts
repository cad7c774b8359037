import type { HostSource } from './host-source.ts';

/** Swap that macOS uses above this share of memory says that memory was short. */
const NOTABLE_SWAP_SHARE = 0.05;

/** What disturbs measuring on a Mac, from pmset and sysctl; empty where they say nothing. */
export async function macosDisturbances(source: HostSource): Promise<string[]> {
  const [battery, thermal, swap] = await Promise.all([
    source.run('pmset', ['-g', 'batt']),
    source.run('pmset', ['-g', 'therm']),
    source.run('sysctl', ['-n', 'vm.swapusage']),
  ]);
  const signs: string[] = [];
  if (battery?.includes("'Battery Power'")) {
    signs.push('The machine runs on battery, which lowers and varies its speed: plug it in.');
  }
  const speed = Number(/CPU_Speed_Limit\s*=\s*(\d+)/.exec(thermal ?? '')?.[1] ?? 100);
  if (speed < 100) {
    signs.push(`CPUs are slowed down to ${speed} % by heat right now: let the machine cool.`);
  }
  const usedMebibytes = Number(/used = ([\d.]+)M/.exec(swap ?? '')?.[1] ?? 0);
  if (usedMebibytes * 2 ** 20 > NOTABLE_SWAP_SHARE * source.os.totalMemoryBytes) {
    signs.push(
      `Swap in use: ${(usedMebibytes / 1024).toFixed(1)} GiB; free memory before measuring.`,
    );
  }
  return signs;
}
