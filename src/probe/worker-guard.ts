import { spawn } from 'node:child_process';

/**
 * Kills registered workers when this process is gone, however it went. A frozen process cannot notice that its parent
 * died, so a small shell, never frozen, waits at the other end of a pipe and does it for them.
 */
export interface WorkerGuard {
  add(pid: number): void;
  remove(pid: number): void;
  close(): void;
}

/** Reads `+pid` and `-pid` lines; at the end of input (the parent is gone) kills what is left. */
const SCRIPT = `
trap '' HUP INT TERM
pids=' '
while read -r line; do
  case "$line" in
    +*) pids="$pids\${line#+} " ;;
    -*) old=" \${line#-} "; case "$pids" in *"$old"*) pids="\${pids%%"$old"*} \${pids#*"$old"}" ;; esac ;;
  esac
done
for pid in $pids; do kill -KILL "$pid" 2>/dev/null; done
`;

/** Starts the guard; on Windows, where nothing is frozen, workers end by themselves and the guard does nothing. */
export function startWorkerGuard(): WorkerGuard {
  if (process.platform === 'win32') {
    return { add: () => undefined, remove: () => undefined, close: () => undefined };
  }
  const shell = spawn('/bin/sh', ['-c', SCRIPT], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  shell.on('error', () => undefined);
  // The pipe must break silently if the guard is killed, and must not keep this process alive.
  shell.stdin.on('error', () => undefined);
  (shell.stdin as unknown as { unref(): void }).unref();
  return {
    add: (pid) => void shell.stdin.write(`+${pid}\n`),
    remove: (pid) => void shell.stdin.write(`-${pid}\n`),
    close: () => shell.stdin.end(),
  };
}
