import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { isAlive, markOf } from '../../src/store/process-mark.ts';

describe('a process mark', () => {
  it('tells a living process from an ended one', async () => {
    expect(isAlive(markOf(process.pid), 0, 1e12)).toBe(true);
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
    const mark = markOf(child.pid ?? 0);
    expect(isAlive(mark, 0, 1e12)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(mark, 1e12, 1e12)).toBe(false);
    expect(isAlive({ ...mark, startedAt: '' }, 1e12, 1e12)).toBe(false);
  });

  it('does not take a new process of the same number for the old one', () => {
    const own = markOf(process.pid);
    expect(isAlive({ ...own, startedAt: `${own.startedAt}0` }, 0, 0)).toBe(own.startedAt === '');
  });

  it('counts a process on another machine as alive for a while after its last write', () => {
    const far = { ...markOf(process.pid), scope: 'another machine' };
    expect(isAlive(far, 1_000_000, 1_000_000 + 60_000)).toBe(true);
    expect(isAlive(far, 1_000_000, 1_000_000 + 3_600_000)).toBe(false);
  });
});
