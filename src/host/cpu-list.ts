/** More CPUs than any kernel supports: a longer range is damage, not data. */
const CPU_LIMIT = 65_536;

/** CPU numbers of a kernel list such as `0-3,8,10-11`, ascending; empty for an empty or malformed one. */
export function parseCpuList(text: string | null): readonly number[] {
  const cpus = new Set<number>();
  for (const part of (text ?? '').trim().split(',')) {
    const range = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
    if (range === null) continue;
    const first = Number(range[1]);
    const last = Math.min(Number(range[2] ?? range[1]), CPU_LIMIT);
    for (let cpu = first; cpu <= last; cpu++) cpus.add(cpu);
  }
  return [...cpus].sort((a, b) => a - b);
}
