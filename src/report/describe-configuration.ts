import { plural } from '../core/plural.ts';
import type { Configuration } from '../space/configuration.ts';
import { type Glyphs, UNICODE } from './text-style.ts';

/**
 * A configuration in one line for people: `batch 8 · 2 instances × 1 thread`. Knobs that keep the runtime's default are
 * left out, except batch, instances and threads.
 */
export function describeConfiguration(c: Configuration, glyphs: Glyphs = UNICODE): string {
  const threads = c.intraOpThreads === 0 ? 'default threads' : plural(c.intraOpThreads, 'thread');
  const parts = [
    `batch ${c.batchSize}`,
    `${plural(c.instances, 'instance')} ${glyphs.times} ${threads}`,
    ...switches(c),
  ];
  return parts.join(` ${glyphs.dot} `);
}

function switches(c: Configuration): string[] {
  const interOp = c.interOpThreads === 0 ? 'default' : String(c.interOpThreads);
  return [
    ...(c.executionMode === 'parallel' ? [`parallel, ${interOp} inter-op`] : []),
    ...(c.graphOptimization === 'all' ? [] : [`optimisation ${c.graphOptimization}`]),
    ...(c.spinning ? [] : ['no spinning']),
    ...(c.memoryArena ? [] : ['no arena']),
    ...(c.provider === 'cpu' ? [] : [`on ${c.provider}`]),
  ];
}
