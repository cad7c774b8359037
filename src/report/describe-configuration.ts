import { plural } from '../core/plural.ts';
import type { Configuration } from '../space/configuration.ts';
import { type Glyphs, UNICODE } from './text-style.ts';

/**
 * A configuration in one line for people: `batch 8 · 2 instances × 1 thread`, behind a batcher `batch up to 8 · 2 instances ×
 * 1 thread · waits 2 ms`. Knobs that keep the runtime's default are left out, except batch, instances and threads.
 */
export function describeConfiguration(c: Configuration, glyphs: Glyphs = UNICODE): string {
  const threads = c.intraOpThreads === 0 ? 'default threads' : plural(c.intraOpThreads, 'thread');
  const parts = [
    batchText(c),
    `${plural(c.instances, 'instance')} ${glyphs.times} ${threads}`,
    ...switches(c),
  ];
  return parts.join(` ${glyphs.dot} `);
}

/** A dynamic batcher also runs what is there. */
function batchText({ batchSize, maxQueueDelayMs }: Configuration): string {
  return `batch ${maxQueueDelayMs === undefined || batchSize === 1 ? '' : 'up to '}${batchSize}`;
}

function delayText({ batchSize, maxQueueDelayMs: delayMs }: Configuration): string[] {
  if (delayMs === undefined || (delayMs === 0 && batchSize === 1)) return [];
  return [delayMs === 0 ? 'waits for none' : `waits ${delayMs} ms`];
}

function switches(c: Configuration): string[] {
  const interOp = c.interOpThreads === 0 ? 'default' : String(c.interOpThreads);
  return [
    ...delayText(c),
    ...(c.executionMode === 'parallel' ? [`parallel, ${interOp} inter-op`] : []),
    ...(c.graphOptimization === 'all' ? [] : [`optimisation ${c.graphOptimization}`]),
    ...(c.spinning ? [] : ['no spinning']),
    ...(c.memoryArena ? [] : ['no arena']),
    ...(c.provider === 'cpu' ? [] : [`on ${c.provider}`]),
  ];
}
