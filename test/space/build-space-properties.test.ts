import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TuneError } from '../../src/core/tune-error.ts';
import { buildSpace } from '../../src/space/build-space.ts';
import { type Configuration, configurationKey } from '../../src/space/configuration.ts';
import type { BuiltSpace, KnobName, SpaceRequest } from '../../src/space/space-request.ts';
import { quotaHost, requestFor } from './space-fixtures.ts';

const HOST = fc.record({
  usableCores: fc.oneof(
    fc.integer({ min: 1, max: 96 }),
    fc.double({ min: 0.1, max: 16, noNaN: true }),
  ),
  smt: fc.boolean(),
  memoryGib: fc.integer({ min: 1, max: 64 }),
  quota: fc.boolean(),
});

const SUBSET = <T>(...values: T[]): fc.Arbitrary<T[] | undefined> =>
  fc.option(fc.subarray(values, { minLength: 1 }), { nil: undefined });

const REQUEST: fc.Arbitrary<SpaceRequest> = fc
  .record({
    host: HOST,
    wide: fc.boolean(),
    model: fc.record({
      baseBatch: fc.integer({ min: 1, max: 9 }),
      batchable: fc.boolean(),
      parallelBranches: fc.boolean(),
      bytesPerSample: fc.option(fc.integer({ min: 0, max: 2 ** 26 })),
      sessionBytes: fc.option(fc.integer({ min: 0, max: 2 ** 30 })),
    }),
    batchSize: SUBSET(1, 2, 7, 64),
    instances: SUBSET(1, 2, 5),
    intraOpThreads: SUBSET(0, 1, 3, 40),
    executionMode: SUBSET<'sequential' | 'parallel'>('sequential', 'parallel'),
    spinning: SUBSET(true, false),
  })
  .map(({ host, wide, model, ...chosen }) => {
    const cores = Math.ceil(host.usableCores);
    const overrides = Object.fromEntries(
      Object.entries(chosen).filter(([, values]) => values !== undefined),
    );
    return requestFor(host.usableCores, {
      wide,
      model,
      overrides,
      host: {
        physicalCores: host.smt ? Math.ceil(cores / 2) : cores,
        memoryLimitBytes: host.memoryGib * 2 ** 30,
        memoryAvailableBytes: host.memoryGib * 2 ** 30,
        ...(host.quota ? quotaHost(host.usableCores) : {}),
      },
    });
  });

/** The space, or null where nothing remains of what was asked for. */
function spaceOrNull(request: SpaceRequest): BuiltSpace | null {
  try {
    return buildSpace(request);
  } catch (error) {
    if (error instanceof TuneError && error.kind === 'usage') return null;
    throw error;
  }
}

describe('every space', () => {
  test('has unique members drawn from its knobs, and knobs without values nobody takes', () => {
    fc.assert(
      fc.property(REQUEST, (request) => {
        const space = spaceOrNull(request);
        if (space === null) return;
        const keys = new Set(space.configurations.map(configurationKey));
        expect(keys.size).toBe(space.configurations.length);
        for (const knob of space.knobs) {
          const taken = new Set<unknown>(space.configurations.map((c) => c[knob.name]));
          expect(new Set<unknown>(knob.values)).toEqual(taken);
        }
        expect(space.configurations.every((c) => space.has(c))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('contains the reference unless the user excluded one of its values', () => {
    fc.assert(
      fc.property(REQUEST, (request) => {
        const space = spaceOrNull(request);
        if (space === null) return;
        const allowed = Object.entries(request.overrides).every(([name, values]) =>
          (values as readonly unknown[]).includes(space.reference[name as KnobName]),
        );
        expect(space.has(space.reference)).toBe(allowed);
      }),
      { numRuns: 60 },
    );
  });

  test('keeps within cores and memory wherever the user did not ask for more', () => {
    fc.assert(
      fc.property(REQUEST, (request) => {
        const space = spaceOrNull({ ...request, overrides: {} });
        const cores = Math.ceil(request.host.usableCores) * (request.wide ? 2 : 1);
        const reference = configurationKey(space?.reference as Configuration);
        const sessionBytes = request.model.sessionBytes ?? 0;
        const sampleBytes = request.model.bytesPerSample ?? 0;
        const breaksRule = (c: Configuration): boolean =>
          c.instances * Math.max(1, c.intraOpThreads) > cores ||
          c.instances * (sessionBytes + c.batchSize * sampleBytes) >= request.host.memoryLimitBytes;
        const found = space?.configurations.find(
          (c) => breaksRule(c) && configurationKey(c) !== reference,
        );
        expect(found).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });
});

describe('the neighbourhood in every space', () => {
  test('is symmetric and has members that differ in one knob', () => {
    fc.assert(
      fc.property(REQUEST, fc.nat(), (request, pick) => {
        const space = spaceOrNull(request);
        if (space === null) return;
        const c = space.configurations[pick % space.configurations.length] as Configuration;
        const around = space.neighbours(c);
        expect(new Set(around.map(configurationKey)).size).toBe(around.length);
        for (const other of around) {
          const differing = (Object.keys(c) as KnobName[]).filter((k) => c[k] !== other[k]);
          expect(differing).toHaveLength(1);
          expect(space.has(other)).toBe(true);
          expect(space.neighbours(other)).toContain(c);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('and its order come out the same every time', () => {
    fc.assert(
      fc.property(REQUEST, (request) => {
        expect(spaceOrNull(request)?.configurations).toEqual(spaceOrNull(request)?.configurations);
      }),
      { numRuns: 10 },
    );
  });

  test('lets every member of a default space be reached from the reference', () => {
    for (const cores of [1, 2, 3, 6, 8, 12, 24, 64]) {
      const space = buildSpace(requestFor(cores));
      const reached = new Set([space.reference]);
      for (const c of reached) for (const next of space.neighbours(c)) reached.add(next);
      expect(reached.size).toBe(space.configurations.length);
    }
  });
});
