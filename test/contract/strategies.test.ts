import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { morphlingOf } from '../../src/search/morphling.ts';
import { createStrategy } from '../../src/search/strategies.ts';
import type { StrategyFactory } from '../../src/search/strategy.ts';
import { STRATEGY_NAMES } from '../../src/search/strategy-name.ts';
import { strategyTrace } from '../support/strategy-trace.ts';
import { type Promises, strategyContract } from './strategy-contract.ts';

/** Strategies that measure a list fixed by their source. */
const PROMISES: Readonly<Record<string, Promises>> = {
  default: { measuresOnly: (space) => [space.reference] },
};

/** Made faster than users get it, where the suite would take minutes otherwise. */
const FASTER: Readonly<Record<string, StrategyFactory>> = {
  morphling: morphlingOf(3),
};

for (const name of STRATEGY_NAMES) {
  const create = FASTER[name] ?? ((context) => createStrategy(name, context));
  strategyContract(name, create, PROMISES[name]);
}

test('every strategy gives the same suggestions in another process', () => {
  const script = fileURLToPath(new URL('../support/strategy-trace.ts', import.meta.url));
  const printed = execFileSync(process.execPath, ['--import', 'tsx', script, ...STRATEGY_NAMES], {
    encoding: 'utf8',
  });
  const here = STRATEGY_NAMES.map((name) => [name, strategyTrace(name, 7)]);
  expect(JSON.parse(printed)).toEqual(Object.fromEntries(here));
}, 30_000);

test('another seed gives another random order', () => {
  expect(strategyTrace('random', 8)).not.toEqual(strategyTrace('random', 7));
});
