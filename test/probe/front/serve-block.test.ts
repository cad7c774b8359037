import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Load } from '../../../src/load/load.ts';
import { WorkerFailure } from '../../../src/probe/worker-failure.ts';
import { blockOf, type FrontBed, openFrontBed } from './front-bed.ts';

const stateOf = (pid: number): string =>
  execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim();
const later = (ms: number, work: () => void): void => void setTimeout(work, ms);

describe('a group of instances behind the front', () => {
  let bed: FrontBed;
  beforeAll(() => {
    bed = openFrontBed();
  });
  afterAll(() => bed.close());

  it.each<Load>([
    { kind: 'constant', ratePerS: 100, text: '' },
    { kind: 'poisson', ratePerS: 100, text: '' },
    { kind: 'closed', clients: 3, text: '' },
  ])(
    'answers every request of a $kind load, and is frozen again',
    async (load) => {
      const group = await bed.group({ instances: 2 });
      const plan = blockOf({ load });
      const result = await group.serve(
        { ...plan, limits: { ...plan.limits, maxDelayMs: 2, instances: 2 } },
        20_000,
      );
      expect(result).toMatchObject({ rejected: 0, expired: 0, unanswered: 0, overloaded: false });
      expect(result.latenciesMs.length).toBeGreaterThan(20);
      expect(result.answered).toBeGreaterThan(20);
      expect(result.latenciesMs.every((ms) => ms > 0)).toBe(true);
      expect(result.instancesCpuMs).toBeGreaterThan(0);
      expect(result.frontCpuMs).toBeGreaterThan(0);
      // A signal takes its time on a busy machine.
      await expect.poll(() => group.pids.map((pid) => stateOf(pid)[0])).toEqual(['T', 'T']);
      group.kill();
    },
    60_000,
  );
});

describe('a block in which something is killed or hangs', () => {
  let bed: FrontBed;
  beforeAll(() => {
    bed = openFrontBed();
  });
  afterAll(() => bed.close());

  it('rejects with the failure of an instance killed in the middle, and serves others after it', async () => {
    const group = await bed.group({ instances: 2 });
    const plan = blockOf({ windowMs: 5000 });
    const serving = group.serve({ ...plan, limits: { ...plan.limits, instances: 2 } }, 20_000);
    later(500, () => process.kill(group.pids[1] as number, 'SIGKILL'));
    await expect(serving).rejects.toThrow(WorkerFailure);
    group.kill();
    const next = await bed.group();
    expect((await next.serve(blockOf(), 20_000)).unanswered).toBe(0);
  }, 60_000);

  it('plays a block once more where the front was killed, with another one', async () => {
    const group = await bed.group();
    const front = await bed.front.obtain();
    const serving = group.serve(blockOf({ windowMs: 1500 }), 20_000);
    later(500, () => process.kill(front.pid, 'SIGKILL'));
    expect(await serving).toMatchObject({ unanswered: 0, overloaded: false });
    expect(front.hasEnded).toBe(true);
    expect(existsSync(dirname(front.path))).toBe(false);
    expect((await bed.front.obtain()).pid).not.toBe(front.pid);
  }, 60_000);

  it('tells clearly that the front was killed again and again', async () => {
    const group = await bed.group();
    const serving = group.serve(blockOf({ windowMs: 5000 }), 20_000);
    const killed = new Set<number>();
    const timer = setInterval(async () => {
      const { pid } = await bed.front.obtain();
      if (killed.size < 2 && !killed.has(pid)) process.kill(pid, 'SIGKILL');
      killed.add(pid);
    }, 500);
    await expect(serving).rejects.toMatchObject({
      kind: 'environment',
      message: 'the process that offers the load ended unexpectedly (SIGKILL)',
    });
    clearInterval(timer);
  }, 60_000);

  it('tells what is wrong with a plan', async () => {
    const group = await bed.group();
    const load = { kind: 'closed', clients: 5000, text: '' } as const;
    await expect(group.serve(blockOf({ load }), 20_000)).rejects.toThrow(
      'the process that offers the load gave a block up: 5000 clients need a queue that holds as many',
    );
  }, 60_000);

  it('gives up an instance that hangs', async () => {
    const group = await bed.group();
    const serving = group.serve(blockOf({ windowMs: 30_000 }), 1500);
    later(500, () => process.kill(group.pids[0] as number, 'SIGSTOP'));
    await expect(serving).rejects.toMatchObject({ failure: { kind: 'timeout' } });
  }, 60_000);

  it('leaves nothing behind when closed', async () => {
    const front = await bed.front.obtain();
    expect(existsSync(dirname(front.path))).toBe(true);
    bed.close();
    expect(existsSync(dirname(front.path))).toBe(false);
    await expect(bed.front.obtain()).rejects.toMatchObject({ kind: 'environment' });
  }, 60_000);
});
