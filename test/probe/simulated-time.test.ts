import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../src/probe/monotonic-clock.ts';
import { createRealTime, createVirtualTime } from '../../src/probe/simulated-time.ts';

const never = new AbortController().signal;

describe('simulated time', () => {
  it('passes at once where it is virtual', async () => {
    const time = createVirtualTime();
    const began = monotonicMs();
    await time.sleep(3_600_000, never);
    expect(time.now()).toBe(3_600_000);
    expect(monotonicMs() - began).toBeLessThan(1000);
  });

  it('passes as it does where it is real', async () => {
    const time = createRealTime({ now: monotonicMs });
    const began = time.now();
    await time.sleep(30, never);
    expect(time.now() - began).toBeGreaterThan(25);
  });

  it('ends when aborted', async () => {
    const real = createRealTime({ now: monotonicMs });
    const stop = new AbortController();
    const sleeping = real.sleep(60_000, stop.signal);
    stop.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(real.sleep(1, stop.signal)).rejects.toThrow('enough');
    await expect(createVirtualTime().sleep(1, stop.signal)).rejects.toThrow('enough');
  });
});
