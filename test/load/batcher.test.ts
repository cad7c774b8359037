import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Batcher, type BatcherLimits, createBatcher } from '../../src/load/batcher.ts';

const LIMITS: BatcherLimits = {
  maxBatch: 3,
  maxDelayMs: 10,
  queueLimit: 4,
  deadlineMs: 25,
  instances: 1,
};
const nothing = { dispatches: [], expired: [] };

describe('the batcher, replayed event by event against a schedule worked out by hand', () => {
  const batcher = createBatcher(LIMITS);
  const starts = (...ids: number[]) => ({ dispatches: [{ instance: 0, ids }], expired: [] });

  test('gathers until the oldest has waited the delay', () => {
    expect(batcher.arrive(0, 0)).toBe('queued');
    expect(batcher.due(0)).toEqual(nothing);
    expect(batcher.nextDueAt()).toBe(10);
    expect(batcher.arrive(1, 4)).toBe('queued');
    expect(batcher.due(4)).toEqual(nothing);
    expect(batcher.nextDueAt()).toBe(10);
    expect(batcher.due(9.9)).toEqual(nothing);
    expect(batcher.due(10)).toEqual(starts(0, 1));
    expect(batcher.nextDueAt()).toBeNull();
    expect(batcher.idle).toBe(0);
  });

  test('holds so many while the instance runs, and turns the next away', () => {
    for (const [id, at] of [
      [2, 11],
      [3, 12],
      [4, 13],
      [5, 14],
    ] as const) {
      expect(batcher.arrive(id, at)).toBe('queued');
      expect(batcher.due(at)).toEqual(nothing);
    }
    expect(batcher.arrive(6, 15)).toBe('rejected');
    expect(batcher.waiting).toBe(4);
    expect(batcher.nextDueAt()).toBe(36);
  });

  test('starts a full batch of the oldest as soon as the instance is free', () => {
    batcher.finish(0, 30);
    expect(batcher.nextDueAt()).toBe(30);
    expect(batcher.due(30)).toEqual(starts(2, 3, 4));
    expect(batcher.waiting).toBe(1);
    expect(batcher.nextDueAt()).toBe(39);
  });

  test('drops a request at its deadline while the instance still runs', () => {
    expect(batcher.due(38.9)).toEqual(nothing);
    expect(batcher.due(39)).toEqual({ dispatches: [], expired: [5] });
    expect(batcher.nextDueAt()).toBeNull();
    batcher.finish(0, 50);
    expect(batcher.due(50)).toEqual(nothing);
  });

  test('starts a batch that fills before the delay at once', () => {
    batcher.arrive(7, 60);
    batcher.arrive(8, 61);
    expect(batcher.nextDueAt()).toBe(70);
    batcher.arrive(9, 62);
    expect(batcher.nextDueAt()).toBe(62);
    expect(batcher.due(62)).toEqual(starts(7, 8, 9));
  });

  test('does not wait again for company once the delay passed behind a run', () => {
    batcher.arrive(10, 63);
    batcher.finish(0, 82);
    expect(batcher.due(82)).toEqual(starts(10));
  });

  test('takes a smaller largest batch from the next one on', () => {
    batcher.setMaxBatch(1);
    batcher.arrive(11, 90);
    batcher.arrive(12, 91);
    batcher.finish(0, 102);
    expect(batcher.due(102)).toEqual(starts(11));
    batcher.finish(0, 103);
    expect(batcher.due(103)).toEqual(starts(12));
  });
});

describe('the batcher', () => {
  test('without a delay takes what is there, on the instance free longest', () => {
    const batcher = createBatcher({ ...LIMITS, maxDelayMs: 0, instances: 2 });
    const instancesAt = (at: number) => batcher.due(at).dispatches.map((d) => d.instance);
    batcher.arrive(0, 0);
    expect(instancesAt(0)).toEqual([0]);
    batcher.arrive(1, 1);
    expect(instancesAt(1)).toEqual([1]);
    batcher.finish(1, 5);
    batcher.finish(0, 6);
    batcher.arrive(2, 7);
    expect(instancesAt(7)).toEqual([1]);
  });

  test('fills several free instances at one moment', () => {
    const batcher = createBatcher({ ...LIMITS, queueLimit: 9, instances: 2 });
    for (let id = 0; id < 8; id++) batcher.arrive(id, 0);
    expect(batcher.due(0).dispatches).toEqual([
      { instance: 0, ids: [0, 1, 2] },
      { instance: 1, ids: [3, 4, 5] },
    ]);
  });

  test('counts a full queue as a full batch', () => {
    const batcher = createBatcher({ ...LIMITS, maxBatch: 100, queueLimit: 2 });
    batcher.arrive(0, 0);
    batcher.arrive(1, 1);
    expect(batcher.due(1).dispatches).toEqual([{ instance: 0, ids: [0, 1] }]);
  });

  test('refuses limits and events that cannot be', () => {
    expect(() => createBatcher({ ...LIMITS, maxBatch: 0 })).toThrow(RangeError);
    expect(() => createBatcher({ ...LIMITS, queueLimit: 1.5 })).toThrow(RangeError);
    expect(() => createBatcher({ ...LIMITS, instances: 0 })).toThrow(RangeError);
    expect(() => createBatcher({ ...LIMITS, maxDelayMs: -1 })).toThrow(RangeError);
    expect(() => createBatcher({ ...LIMITS, deadlineMs: 10 })).toThrow(RangeError);
    const batcher = createBatcher(LIMITS);
    expect(() => batcher.finish(0, 0)).toThrow(RangeError);
    expect(() => batcher.finish(7, 0)).toThrow(RangeError);
    expect(() => batcher.setMaxBatch(0)).toThrow(RangeError);
    batcher.arrive(0, 5);
    expect(() => batcher.due(4)).toThrow(RangeError);
  });
});

interface Happening {
  readonly what: 'arrive' | 'finish';
  readonly gapMs: number;
}

/** Plays happenings with a fake clock that wakes the batcher whenever it asked for it, and checks every rule on the way. */
function play(limits: BatcherLimits, happenings: readonly Happening[]): void {
  const batcher = createBatcher(limits);
  const waiting = new Map<number, number>();
  const running: number[] = [];
  const done: number[] = [];
  let now = 0;

  const look = (): void => {
    const { dispatches, expired } = batcher.due(now);
    for (const id of [...expired, ...dispatches.flatMap((d) => d.ids)]) {
      expect(id).toBe([...waiting.keys()][0]);
      const age = now - (waiting.get(id) as number);
      expect(age >= (limits.deadlineMs ?? Infinity)).toBe(expired.includes(id));
      waiting.delete(id);
      done.push(id);
    }
    for (const { instance, ids } of dispatches) {
      expect(running).not.toContain(instance);
      expect(ids.length).toBeGreaterThan(0);
      expect(ids.length).toBeLessThanOrEqual(limits.maxBatch);
      running.push(instance);
    }
    checkRest(batcher, limits, waiting, running, now);
  };
  const sleep = (until: number): void => {
    for (
      let next = batcher.nextDueAt();
      next !== null && next <= until;
      next = batcher.nextDueAt()
    ) {
      expect(next).toBeGreaterThanOrEqual(now);
      now = next;
      const before = done.length;
      look();
      expect(done.length).toBeGreaterThan(before);
    }
    now = until;
  };

  let offered = 0;
  for (const { what, gapMs } of happenings) {
    sleep(now + gapMs);
    if (what === 'arrive') {
      const id = offered++;
      const wasFull = waiting.size === limits.queueLimit;
      expect(batcher.arrive(id, now)).toBe(wasFull ? 'rejected' : 'queued');
      if (!wasFull) waiting.set(id, now);
    } else if (running.length > 0) {
      batcher.finish(running.shift() as number, now);
    }
    look();
  }
  while (waiting.size > 0) {
    sleep(now + limits.maxDelayMs);
    for (const instance of running.splice(0)) batcher.finish(instance, now);
    look();
  }
  expect(done).toEqual([...new Set(done)]);
}

/** What holds whenever everything due was done. */
function checkRest(
  batcher: Batcher,
  limits: BatcherLimits,
  waiting: ReadonlyMap<number, number>,
  running: readonly number[],
  now: number,
): void {
  expect(batcher.waiting).toBe(waiting.size);
  expect(batcher.idle).toBe(limits.instances - running.length);
  expect(waiting.size).toBeLessThanOrEqual(limits.queueLimit);
  if (batcher.idle > 0 && waiting.size > 0) {
    expect(now - Math.min(...waiting.values())).toBeLessThan(limits.maxDelayMs);
    expect(waiting.size).toBeLessThan(limits.maxBatch);
  }
}

test('the batcher loses no request, serves none twice, keeps the order and every limit', () => {
  const limits = fc.record({
    maxBatch: fc.integer({ min: 1, max: 6 }),
    maxDelayMs: fc.constantFrom(0, 1, 7, 30),
    queueLimit: fc.integer({ min: 1, max: 80 }),
    deadlineMs: fc.constantFrom(null, 31, 100),
    instances: fc.integer({ min: 1, max: 3 }),
  });
  const happenings = fc.array(
    fc.record({
      what: fc.constantFrom<'arrive' | 'finish'>('arrive', 'arrive', 'arrive', 'finish'),
      gapMs: fc.constantFrom(0, 0, 1, 3, 10, 50),
    }),
    { maxLength: 200, size: 'max' },
  );
  fc.assert(fc.property(limits, happenings, play), { numRuns: 200 });
});
