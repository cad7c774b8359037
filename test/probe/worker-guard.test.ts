import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { startWorkerGuard } from '../../src/probe/worker-guard.ts';

const sleeper = (): ChildProcess => spawn('sleep', ['60'], { stdio: 'ignore' });

describe.skipIf(process.platform === 'win32')('the worker guard', () => {
  it('kills what is registered when its pipe closes, frozen processes too, and spares what was removed', async () => {
    const guard = startWorkerGuard();
    const [frozen, awake, spared] = [sleeper(), sleeper(), sleeper()];
    for (const child of [frozen, awake, spared]) guard.add(child.pid as number);
    guard.remove(spared.pid as number);
    frozen.kill('SIGSTOP');
    const ends = [once(frozen, 'exit'), once(awake, 'exit')];
    guard.close();
    expect(await Promise.all(ends)).toEqual([
      [null, 'SIGKILL'],
      [null, 'SIGKILL'],
    ]);
    expect(spared.exitCode).toBeNull();
    spared.kill('SIGKILL');
    expect(await once(spared, 'exit')).toEqual([null, 'SIGKILL']);
  });
});
