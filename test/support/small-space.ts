import {
  type Configuration,
  configurationKey,
  runtimeDefault,
} from '../../src/space/configuration.ts';
import type { Knob, SearchSpace } from '../../src/space/search-space.ts';

export interface SmallSpaceOptions {
  readonly batches?: readonly number[];
  readonly threads?: readonly number[];
  readonly instances?: readonly number[];
  readonly spinning?: readonly boolean[];
  /** Queueing delays of a dynamic batcher, ms; none where there is no batcher. */
  readonly delays?: readonly number[];
  readonly cores?: number;
}

/** A search space for tests: batch × threads × instances (× spinning × delays), threads over all instances at most twice the cores. */
export function createSmallSpace({
  batches = [1, 2, 4, 8, 16, 32],
  threads = [0, 1, 2],
  instances = [1, 2, 3, 4],
  spinning = [true],
  delays = [],
  cores = 2,
}: SmallSpaceOptions = {}): SearchSpace {
  const [batcher] = delays;
  const reference = {
    ...runtimeDefault(1),
    ...(batcher !== undefined && { maxQueueDelayMs: batcher }),
  };
  const knobs: readonly Knob[] = [
    { name: 'batchSize', values: batches },
    { name: 'instances', values: instances },
    { name: 'intraOpThreads', values: threads },
    { name: 'spinning', values: spinning },
    ...(delays.length > 0 ? [{ name: 'maxQueueDelayMs', values: delays } as const] : []),
  ];
  const isValid = (c: Configuration): boolean =>
    c.instances * (c.intraOpThreads === 0 ? cores : c.intraOpThreads) <= 2 * cores;
  const all = spinning.flatMap((spins) =>
    threads.flatMap((intraOpThreads) =>
      instances.flatMap((count) =>
        batches.flatMap((batchSize) =>
          (delays.length > 0 ? delays : [undefined]).map((delay) => ({
            ...reference,
            batchSize,
            intraOpThreads,
            instances: count,
            spinning: spins,
            ...(delay !== undefined && { maxQueueDelayMs: delay }),
          })),
        ),
      ),
    ),
  );
  const byKey = new Map([reference, ...all.filter(isValid)].map((c) => [configurationKey(c), c]));
  const step = (c: Configuration, { name, values }: Knob): Configuration[] => {
    const at = values.indexOf(c[name]);
    return [at - 1, at + 1].flatMap((i) => {
      const value = i < 0 ? undefined : values[i];
      const moved = value === undefined ? undefined : { ...c, [name]: value };
      return (moved && byKey.get(configurationKey(moved))) ?? [];
    });
  };
  return {
    knobs,
    configurations: [...byKey.values()],
    reference,
    has: (c) => byKey.has(configurationKey(c)),
    neighbours: (c) => knobs.flatMap((knob) => step(c, knob)),
  };
}
