import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startInstanceGroup } from '../../src/probe/instance-group.ts';
import { startWorkerGuard } from '../../src/probe/worker-guard.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import { TINY_FEED, tinyPerceptron, writeTemporary } from '../support/tiny-model.ts';

/** CPU time a process has used so far, in ticks of 10 ms. */
function cpuTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

/** CPU time of a session of two threads in the 300 ms after its last run, in ticks. */
async function idleTicks(spinning: boolean): Promise<number> {
  const guard = startWorkerGuard();
  const group = await startInstanceGroup({
    model: {
      path: writeTemporary(tinyPerceptron('N', 4096)),
      feeds: [TINY_FEED],
      realFeeds: [],
      seed: 1,
    },
    configuration: { ...runtimeDefault(64), intraOpThreads: 2, spinning },
    guard,
    freeze: false,
    watch: () => null,
    peakResidentBytes: () => null,
    timeoutMs: 30_000,
  });
  try {
    await group.warmUp(64, 300, 30_000);
    const before = cpuTicks(group.pids[0] as number);
    await new Promise((resolve) => setTimeout(resolve, 300));
    return cpuTicks(group.pids[0] as number) - before;
  } finally {
    group.kill();
    guard.close();
  }
}

describe.skipIf(process.platform !== 'linux')('the spinning switch', () => {
  it('reaches the runtime, which takes unknown options without a word: idle threads spin, or they sleep', async () => {
    const [spins, sleeps] = [await idleTicks(true), await idleTicks(false)];
    expect(sleeps).toBeLessThanOrEqual(1);
    expect(spins).toBeGreaterThan(sleeps);
  }, 60_000);
});
