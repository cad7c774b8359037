import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

interface ProcessLine {
  readonly pid: number;
  readonly parent: number;
  /** First letter of the state that `ps` tells: `T` is frozen, `Z` has ended. */
  readonly state: string;
  readonly command: string;
}

function processes(): readonly ProcessLine[] {
  const listed = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,stat=,args='], {
    encoding: 'utf8',
  });
  return listed.split('\n').flatMap((line) => {
    const [, pid, parent, state = '', command = ''] =
      /^ *(\d+) +(\d+) +(\w)\S* +(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), state, command }];
  });
}

/** All processes that `pid` started, and that these started, as they are now. */
export function descendantsOf(pid: number): readonly ProcessLine[] {
  const all = processes();
  const under = (parent: number): readonly ProcessLine[] =>
    all.filter((p) => p.parent === parent).flatMap((p) => [p, ...under(p.pid)]);
  return under(pid);
}

/** Whether a process still runs, and is not another one with its number. */
export function isAlive({ pid, command }: ProcessLine): boolean {
  return processes().some((p) => p.pid === pid && p.command === command && p.state !== 'Z');
}

/** Folders of the sockets of fronts. */
export function fronts(temporary: string): readonly string[] {
  return readdirSync(temporary).filter((name) => /^tune-front-\w{6}$/.test(name));
}
