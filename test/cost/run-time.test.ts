import { describe, expect, it } from 'vitest';
import { runTimeMs } from '../../src/cost/run-time.ts';
import { believedHost, unitOf, workOf } from './cost-fixtures.ts';

const host = believedHost();
const work = workOf([unitOf(), unitOf({ node: 'second', times: 2 })]);
const load = (instances: number, threads: number) => ({ instances, threads, spinning: true });

describe('the time of one run', () => {
  it('counts a unit as often as it is executed', () => {
    const once = runTimeMs(workOf([unitOf()]), host, load(1, 1));
    const gap = host.sharing.gapMs.value;
    const fixed = host.sharing.runMs.value;
    expect(runTimeMs(work, host, load(1, 1)) - fixed).toBeCloseTo(3 * (once - fixed), 6);
    expect(once).toBeGreaterThan(gap + fixed);
  });

  it('is a little longer beside instances on other cores, and much longer when they take turns', () => {
    const alone = runTimeMs(work, host, load(1, 1));
    const full = runTimeMs(work, host, load(4, 1));
    const twice = runTimeMs(work, host, load(8, 1));
    expect(full).toBeGreaterThan(alone);
    expect(full).toBeLessThan(1.5 * alone);
    expect(twice).toBeGreaterThan(1.9 * full);
  });

  it('suffers more from taking turns when the threads of an instance wait for each other', () => {
    const single = runTimeMs(work, host, load(8, 1)) / runTimeMs(work, host, load(4, 1));
    const waiting = runTimeMs(work, host, load(2, 4)) / runTimeMs(work, host, load(1, 4));
    expect(waiting).toBeGreaterThan(single);
  });
});
