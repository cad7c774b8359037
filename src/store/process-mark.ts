import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Names a process for others to ask whether it still lives, also after its number was given to another. */
export interface ProcessMark {
  readonly pid: number;
  /** Where `pid` means something: boot and process namespace on Linux, the machine's name elsewhere. */
  readonly scope: string;
  /** When it started, in the system's own units; empty where that cannot be read. */
  readonly startedAt: string;
}

/** How long a process of another scope, which cannot be asked, counts as alive after its last write, in ms. */
const UNSEEN_MS = 10 * 60_000;

function readOr(read: () => string, otherwise: string): string {
  try {
    return read().trim();
  } catch {
    return otherwise;
  }
}

function scope(): string {
  const boot = readOr(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'), '');
  return boot === ''
    ? hostname()
    : `${boot}/${readOr(() => readlinkSync('/proc/self/ns/pid'), '')}`;
}

/** State and start time of a process on Linux: fields 3 and 22 of /proc/PID/stat (proc(5)); null where unreadable. */
function linuxStat(pid: number): { readonly state: string; readonly startedAt: string } | null {
  const stat = readOr(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startedAt] = [fields[0], fields[19]];
  return state && startedAt ? { state, startedAt } : null;
}

/** The mark of a living process of this scope. */
export function markOf(pid: number): ProcessMark {
  return { pid, scope: scope(), startedAt: linuxStat(pid)?.startedAt ?? '' };
}

/** Whether the marked process, which last wrote at `touchedAt`, still lives at `now` (both ms since the epoch). */
export function isAlive(mark: ProcessMark, touchedAt: number, now: number): boolean {
  if (mark.scope !== scope()) return now - touchedAt < UNSEEN_MS;
  if (mark.startedAt !== '') {
    const stat = linuxStat(mark.pid);
    return stat !== null && stat.startedAt === mark.startedAt && !'ZX'.includes(stat.state);
  }
  try {
    process.kill(mark.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
