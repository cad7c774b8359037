import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaleCounts } from '../../src/knowledge/scale-counts.ts';
import { type Translation, translateTask } from '../../src/knowledge/translate-task.ts';
import { configurationKey } from '../../src/space/configuration.ts';
import { assertProperty } from '../support/assert-property.ts';
import { pointOf, TWO_CORES } from './known-tasks.ts';

const POWERS = [1, 2, 4, 8, 16];
const sixteen = { instances: POWERS, intraOpThreads: [0, ...POWERS] };
const SIXTEEN_CORES = { ...TWO_CORES, usable_cores: 16 };
const here: Translation = {
  from: { baseBatch: 1, hostParts: TWO_CORES },
  to: {
    baseBatch: 1,
    hostParts: TWO_CORES,
    counts: { instances: [1, 2], intraOpThreads: [0, 1, 2] },
  },
  objective: 'throughput',
};
const larger: Translation = {
  ...here,
  to: { baseBatch: 1, hostParts: SIXTEEN_CORES, counts: sixteen },
};
const standard = pointOf({}, 0);

/** What became of each point: instances × threads × batch, and the value. */
const shown = (points: ReturnType<typeof translateTask>) =>
  points.map(({ configuration: c, value }) => [
    `${c.instances}x${c.intraOpThreads} b${c.batchSize}`,
    value,
  ]);

describe('a task in the terms of another', () => {
  it('counts batches in those of the file', () => {
    const points = [pointOf({ batchSize: 3 }, 0), pointOf({ batchSize: 12 }, 0.5)];
    const from = { ...here.from, baseBatch: 3 };
    const to = { ...here.to, baseBatch: 2 };
    expect(shown(translateTask(points, { ...here, from, to }))).toEqual([
      ['1x0 b2', 0],
      ['1x0 b8', 0.5],
    ]);
  });

  it('leaves out batches that the other file cannot be run at', () => {
    const points = [pointOf({ batchSize: 2 }, 0), pointOf({ batchSize: 3 }, 0.5)];
    const from = { ...here.from, baseBatch: 2 };
    expect(translateTask(points, { ...here, from })).toHaveLength(1);
  });

  it('relates values to the default, whatever they were measured against', () => {
    const reference = pointOf({ intraOpThreads: 1 }, 0);
    const points = [reference, pointOf({}, 0.6), pointOf({ batchSize: 4 }, 0.8)];
    const values = translateTask(points, here).map((p) => p.value);
    expect(values[0]).toBe(-0.6);
    expect(values[1]).toBe(0);
    expect(values[2]).toBeCloseTo(0.2, 12);
  });

  it('says nothing where the default was not measured', () => {
    expect(translateTask([pointOf({ batchSize: 4 }, 0.8)], here)).toEqual([]);
    expect(translateTask([pointOf({}, null), pointOf({ batchSize: 4 }, 0)], here)).toEqual([]);
  });

  it('takes the values of the objective asked for', () => {
    const ratio = (value: number) => ({ value, standardError: 0.02 });
    const logRatio = { throughput: ratio(0.5), latency: ratio(-0.5), efficiency: null };
    const points = [standard, { ...pointOf({ instances: 2 }, 0), logRatio }];
    const of = (objective: Translation['objective']) =>
      translateTask(points, { ...here, objective })[1]?.value;
    expect([of('throughput'), of('latency'), of('efficiency')]).toEqual([0.5, -0.5, null]);
  });
});

describe('a task of another host', () => {
  it('keeps failures of hosts alike, and forgets those of others', () => {
    const points = [standard, pointOf({ batchSize: 64 }, null)];
    expect(translateTask(points, here)[1]?.value).toBeNull();
    const small = { ...here.from, hostParts: { ...TWO_CORES, memory_class_bytes: 2 ** 31 } };
    expect(translateTask(points, { ...here, from: small })).toHaveLength(1);
    expect(translateTask(points, larger)).toHaveLength(1);
  });

  it('keeps counts on a host of as many cores, also beyond its space', () => {
    const points = [standard, pointOf({ instances: 7, intraOpThreads: 3 }, 0.1)];
    expect(shown(translateTask(points, here))[1]).toEqual(['7x3 b1', 0.1]);
  });

  it('gives counts the same share of a larger host', () => {
    const points = [
      standard,
      pointOf({ instances: 2, intraOpThreads: 1 }, 0.3),
      pointOf({ intraOpThreads: 2 }, 0.01),
      pointOf({ instances: 2, intraOpThreads: 2 }, 0.1),
      pointOf({ instances: 2, intraOpThreads: 0 }, 0.2),
    ];
    expect(shown(translateTask(points, larger))).toEqual([
      ['1x0 b1', 0],
      ['16x1 b1', 0.3],
      ['1x16 b1', 0.01],
      ['2x0 b1', 0.2],
    ]);
  });

  it('has each configuration once, whatever is rounded onto it', () => {
    const cores = fc.constantFrom(1, 2, 3, 4, 12, 64);
    const counts = fc.record({
      instances: fc.integer({ min: 1, max: 64 }),
      intraOpThreads: fc.integer({ min: 0, max: 64 }),
    });
    assertProperty(
      fc.property(cores, cores, fc.array(counts, { maxLength: 40 }), (from, to, all) => {
        const points = [standard, ...all.map((c) => pointOf(c, 0.1))];
        const known = translateTask(points, {
          from: { baseBatch: 1, hostParts: { ...TWO_CORES, usable_cores: from } },
          to: { baseBatch: 1, hostParts: { ...TWO_CORES, usable_cores: to }, counts: sixteen },
          objective: 'throughput',
        });
        const keys = known.map((p) => configurationKey(p.configuration));
        expect(new Set(keys).size).toBe(keys.length);
        expect(known.find((p) => p.configuration.intraOpThreads === 0)?.value).toBe(0);
      }),
      200,
    );
  });
});

describe('scaled counts', () => {
  it('come back when scaled back, where both hosts have them', () => {
    for (const instances of [1, 2]) {
      for (const intraOpThreads of [0, 1, 2]) {
        if (instances === 1 && intraOpThreads === 1) continue;
        const counts = { instances, intraOpThreads };
        const there = scaleCounts(counts, 4, { instances: POWERS, intraOpThreads: [0, ...POWERS] });
        if (there === null) continue;
        expect(scaleCounts(there, 1 / 4, sixteen)).toEqual(counts);
      }
    }
  });

  it('leave one thread per instance one thread, and one instance one', () => {
    expect(scaleCounts({ instances: 4, intraOpThreads: 1 }, 2, sixteen)).toEqual({
      instances: 8,
      intraOpThreads: 1,
    });
    expect(scaleCounts({ instances: 1, intraOpThreads: 4 }, 4, sixteen)).toEqual({
      instances: 1,
      intraOpThreads: 16,
    });
  });

  it('are none where the space has nothing near', () => {
    expect(scaleCounts({ instances: 2, intraOpThreads: 1 }, 16, sixteen)).toBeNull();
    const noDefault = { instances: POWERS, intraOpThreads: POWERS };
    expect(scaleCounts({ instances: 1, intraOpThreads: 0 }, 2, noDefault)).toBeNull();
  });
});
