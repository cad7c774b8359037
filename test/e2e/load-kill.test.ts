import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { descendantsOf, fronts, isAlive } from '../support/process-tree.ts';
import { said, startCli } from '../support/run-cli.ts';
import { tinyPerceptron, writeTemporary } from '../support/tiny-model.ts';

const model = writeTemporary(tinyPerceptron('N', 1024));

/** Starts a study of three configurations under a load, with a folder of its own for what is temporary. */
function startStudy(budget: string) {
  const temporary = mkdtempSync(join(tmpdir(), 'tune-kill-load-'));
  const space = ['--batch', '1,8', '--threads', '1', '--instances', '1', '--max-delay', '0,2'];
  const load = ['--load', 'poisson:400/s', '--constraint', 'latency_p90_ms<=1s'];
  const asked = [model, ...space, ...load, '--budget', budget, '--json', '--no-kb'];
  const study = startCli(asked, { env: { TMPDIR: temporary } });
  return { ...study, pid: study.child.pid as number, temporary };
}

const front = (pid: number) => descendantsOf(pid).find((p) => p.command.includes('front-main'));
const workers = (pid: number) =>
  descendantsOf(pid).filter((p) => p.command.includes('worker-main'));

describe('what is killed in the middle of a block', () => {
  it('leaves no process and no socket where it is the whole study', async () => {
    const { child, done, pid, temporary } = startStudy('60s');
    await said(child, /measuring the default/);
    await expect.poll(() => front(pid)?.pid, { timeout: 60_000 }).toBeDefined();
    await sleep(1000);
    const left = descendantsOf(pid);
    // The front, an instance, and the guard of the instances.
    expect(left.length).toBeGreaterThanOrEqual(3);
    expect(fronts(temporary)).toHaveLength(1);
    process.kill(pid, 'SIGKILL');
    expect((await done).signal).toBe('SIGKILL');
    await expect.poll(() => left.filter(isAlive), { timeout: 5000 }).toEqual([]);
    expect(fronts(temporary)).toEqual([]);
  });

  it('costs the study a block where it is the front, a configuration where it is an instance, and no more', async () => {
    const { child, done, pid, temporary } = startStudy('25s');
    await said(child, /measuring the default/);
    await expect.poll(() => front(pid)?.pid, { timeout: 60_000 }).toBeDefined();
    const standard = workers(pid).map((p) => p.pid);
    await sleep(700);
    process.kill(front(pid)?.pid as number, 'SIGKILL');

    await said(child, /probe 1:/);
    const running = () => workers(pid).filter((p) => !standard.includes(p.pid) && p.state !== 'T');
    // Its session is made and it warms up in less than a second; it is awake again for its blocks.
    await expect.poll(() => running().length, { timeout: 60_000 }).toBe(1);
    await sleep(1500);
    await expect.poll(() => running().length, { timeout: 60_000, interval: 20 }).toBe(1);
    process.kill(running()[0]?.pid as number, 'SIGKILL');

    const { exitCode, stdout, stderr } = await done;
    expect(exitCode, stderr).toBe(0);
    const { trials, recommendation } = JSON.parse(stdout);
    const failures = trials.flatMap((t: { failure?: object }) => t.failure ?? []);
    expect(failures).toEqual([expect.objectContaining({ kind: 'out-of-memory' })]);
    expect(JSON.stringify(failures)).toContain('killed from outside');
    expect(trials.length).toBeGreaterThan(1);
    expect(recommendation.load.overloaded).toBe(false);
    expect(fronts(temporary)).toEqual([]);
  });
});
