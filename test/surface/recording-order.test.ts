import { expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { configurationKey, sessionKey } from '../../src/space/configuration.ts';
import { recordingOrder } from '../../src/surface/recording-order.ts';
import { createSmallSpace } from '../support/small-space.ts';

const { configurations } = createSmallSpace();
const order = (seed: number, isDone: (key: string) => boolean = () => false) =>
  recordingOrder(configurations, createRandom(seed), 3, (c) => isDone(configurationKey(c)));
const keys = (heats: ReturnType<typeof order>) => heats.map((heat) => heat.map(configurationKey));

test('holds every configuration once, in heats of one batch size and few sessions', () => {
  const heats = order(1);
  expect(heats.flat().map(configurationKey).sort()).toEqual(
    configurations.map(configurationKey).sort(),
  );
  for (const heat of heats) {
    expect(new Set(heat.map((c) => c.batchSize)).size).toBe(1);
    expect(new Set(heat.map(sessionKey)).size).toBeLessThanOrEqual(3);
  }
});

test('sessions meet only in neighbouring heats, so that each is made once', () => {
  const last = new Map<string, number>();
  order(2).forEach((heat, i) => {
    for (const c of heat) {
      const before = last.get(sessionKey(c));
      if (before !== undefined) expect(i - before).toBe(1);
      last.set(sessionKey(c), i);
    }
  });
});

test('is random, and the same again where part of it is done', () => {
  expect(keys(order(1))).not.toEqual(keys(order(2)));
  const done = new Set(configurations.slice(0, 9).map(configurationKey));
  const rest = keys(order(1))
    .map((heat) => heat.filter((key) => !done.has(key)))
    .filter((heat) => heat.length > 0);
  expect(keys(order(1, (key) => done.has(key)))).toEqual(rest);
});
