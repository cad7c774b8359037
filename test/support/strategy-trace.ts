import { createStrategy } from '../../src/search/strategies.ts';
import { configurationKey } from '../../src/space/configuration.ts';
import { coldContext } from './cold-context.ts';
import { failingWhere, infeasibleByHash, noisy, servingLandscape } from './landscape.ts';
import { runStrategy } from './run-strategy.ts';
import { createSmallSpace } from './small-space.ts';
import { warmContext } from './warm-context.ts';

/** The first 40 suggestions of a strategy, with its reasons, on a noisy landscape with misses and crashes: cold, then with a prior. */
export function strategyTrace(name: string, seed: number): readonly string[] {
  const space = createSmallSpace({ spinning: [true, false] });
  const landscape = failingWhere(
    infeasibleByHash(noisy(servingLandscape(seed, 2), 0.02), 0.2),
    (c) => c.batchSize * c.instances > 60,
  );
  return [coldContext(space, seed), warmContext(space, seed)].flatMap((context) => {
    const strategy = createStrategy(name, context);
    const { suggestions } = runStrategy(strategy, space, landscape, { seed, probes: 40 });
    return suggestions.map((s) => `${configurationKey(s.configuration)} ${s.reason}`);
  });
}

/** Run as a script with names as arguments: prints their traces as JSON, to compare with those of another process. */
if (process.argv[1]?.endsWith('strategy-trace.ts')) {
  const traces = process.argv.slice(2).map((name) => [name, strategyTrace(name, 7)]);
  process.stdout.write(JSON.stringify(Object.fromEntries(traces)));
}
