import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { HostSource } from '../../host/host-source.ts';
import { type Check, fail, ok, warn } from '../../report/doctor/check.ts';

/** A stopped process shows as such within this time, ms. */
const PATIENCE_MS = 1000;

/** Whether an idle process can be frozen, tried on one. */
export async function freezeCheck(source: HostSource): Promise<Check> {
  const { platform } = source.os;
  if (platform === 'win32') {
    return warn(
      'freezing',
      'idle processes cannot be frozen on Windows',
      'Slices are longer here and less precise: give more --budget.',
    );
  }
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  try {
    if (!child.kill('SIGSTOP')) throw new Error('no signal');
    if (platform !== 'linux') return ok('freezing', 'processes take SIGSTOP');
    for (let waited = 0; waited < PATIENCE_MS; waited += 20) {
      // State is the first field after the name, which is in parentheses: T is stopped (proc_pid_stat(5)).
      const stat = source.readText(`/proc/${child.pid}/stat`) ?? '';
      if (/\) T /.test(stat)) return ok('freezing', 'idle processes can be frozen');
      await pause(20);
    }
    return fail(
      'freezing',
      'a process that was told to stop went on',
      'Measuring relies on it: a sandbox may swallow signals. Measure outside it.',
    );
  } catch {
    return fail('freezing', 'a process could not be started or stopped', 'Allow child processes.');
  } finally {
    child.kill('SIGKILL');
  }
}
