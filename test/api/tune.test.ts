import { describe, expect, expectTypeOf, it } from 'vitest';
import { createReplayed } from '../../src/api/replayed.ts';
import {
  type StudyEvent,
  TuneError,
  type TuneOptions,
  type TuneResult,
  type TuneRun,
  tune,
} from '../../src/api/tune.ts';
import { rawOptionsOf } from '../../src/api/tune-options.ts';
import { parseTuneOptions } from '../../src/cli/options/tune-options.ts';
import { thrownTuneError } from '../support/thrown-tune-error.ts';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const item of items) read.push(item);
  return read;
}

describe('the types of the programming interface', () => {
  it('are those that are documented', () => {
    expectTypeOf(tune).parameter(0).toEqualTypeOf<string>();
    expectTypeOf(tune).parameter(1).toEqualTypeOf<TuneOptions | undefined>();
    expectTypeOf(tune).returns.toEqualTypeOf<TuneRun>();
    expectTypeOf<TuneRun['events']>().toEqualTypeOf<AsyncIterable<StudyEvent>>();
    expectTypeOf<TuneRun['result']>().resolves.toEqualTypeOf<TuneResult>();
    expectTypeOf<TuneOptions['budget']>().toEqualTypeOf<number | string | undefined>();
    type Recommended = NonNullable<TuneResult['recommendation']>['configuration'];
    expectTypeOf<Recommended['batch_size']>().toEqualTypeOf<number>();
    expectTypeOf<TuneError['code']>().toEqualTypeOf<
      'TUNE_USAGE' | 'TUNE_MODEL' | 'TUNE_ENVIRONMENT'
    >();
  });

  it('refuse what is no option', () => {
    expectTypeOf<{ objective: 'beauty' }>().not.toExtend<TuneOptions>();
    // @ts-expect-error there is no such option
    const misspelt: TuneOptions = { bugdet: 60 };
    expect(Object.keys(misspelt)).toEqual(['bugdet']);
    expectTypeOf<{ threads: readonly ['default', 4] }>().toExtend<TuneOptions>();
    expectTypeOf<{ spinning: 'yes' }>().not.toExtend<TuneOptions>();
  });
});

describe('options given by a program', () => {
  it('mean what those of the command line mean', () => {
    const options = parseTuneOptions(
      rawOptionsOf({
        budget: 90,
        maxProbes: 5,
        objective: 'latency',
        constraint: ['latency_p99_ms<=50', 'peak_rss_bytes<=1GiB'],
        batch: [1, 2, 4],
        threads: ['default', 2],
        instances: '1-2',
        spinning: [true, false],
        arena: false,
        space: 'wide',
        shape: { 'a=b:0': ['N', 3, 640, 640] },
        keepRunTimes: true,
        seed: 7,
      }),
    );
    expect(options).toMatchObject({
      budgetS: 90,
      maxProbes: 5,
      objective: 'latency',
      wide: true,
      keepRunTimes: true,
      seed: 7,
      shapes: [{ input: 'a=b:0', dims: ['N', 3, 640, 640] }],
      overrides: {
        batchSize: [1, 2, 4],
        intraOpThreads: [0, 2],
        instances: [1, 2],
        spinning: [true, false],
        memoryArena: [false],
      },
    });
    expect(options.constraints).toHaveLength(2);
    expect(options).toMatchObject({ usesPrior: true, calibrates: true });
    const cold = parseTuneOptions(rawOptionsOf({ prior: false, calibrate: false }));
    expect(cold).toMatchObject({ usesPrior: false, calibrates: false });
    expect(parseTuneOptions(rawOptionsOf({ prior: true })).usesPrior).toBe(true);
    expect(parseTuneOptions(rawOptionsOf({ budget: '5m' })).budgetS).toBe(300);
  });

  it('are named in errors as the program wrote them', () => {
    const raw = rawOptionsOf({ maxProbes: -1 });
    expect(thrownTuneError(() => parseTuneOptions(raw)).message).toContain('options.maxProbes');
    const wrong = { bugdet: 60 } as TuneOptions;
    expect(thrownTuneError(() => rawOptionsOf(wrong)).message).toContain('"bugdet"');
    const proto = JSON.parse('{"__proto__": 1, "constructor": 2}') as TuneOptions;
    expect(thrownTuneError(() => rawOptionsOf(proto)).kind).toBe('usage');
  });
});

describe('a run that cannot start', () => {
  it('rejects with a code and a hint, and throws the same to who reads events', async () => {
    const run = tune('no-such-model.onnx', { kb: false });
    const error = await run.result.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TuneError);
    expect(error).toMatchObject({ code: 'TUNE_MODEL', hint: expect.any(String) });
    await expect(run.events[Symbol.asyncIterator]().next()).rejects.toBe(error);
  });

  it('rejects with the reason of a signal that was aborted before', async () => {
    const reason = new Error('not today');
    const { result } = tune('m.onnx', { kb: false, signal: AbortSignal.abort(reason) });
    await expect(result).rejects.toBe(reason);
  });
});

describe('events that are kept', () => {
  it('reach every reader from the first on, whenever it comes', async () => {
    const events = createReplayed<number>();
    const early = all(events.items);
    events.push(1);
    await Promise.resolve();
    events.push(2);
    events.end();
    expect(await early).toEqual([1, 2]);
    expect(await all(events.items)).toEqual([1, 2]);
  });
});
