import { describeConfiguration } from '../../report/describe-configuration.ts';
import type { Configuration } from '../../space/configuration.ts';
import type { Look } from './look.ts';

/** Instances × threads in a few columns: `2×1`, `1×def` where the runtime chooses the threads. */
export function sessionLabel(
  { instances, intraOpThreads }: Pick<Configuration, 'instances' | 'intraOpThreads'>,
  { glyphs }: Look,
): string {
  return `${instances}${glyphs.times}${intraOpThreads === 0 ? 'def' : intraOpThreads}`;
}

/** The whole configuration as short as it gets: `2×1, batch 8`, other knobs only where they differ from the default. */
export function shortConfiguration(c: Configuration, look: Look): string {
  const [batch, , ...others] = describeConfiguration(c, look.glyphs).split(` ${look.glyphs.dot} `);
  return [sessionLabel(c, look), batch, ...others].join(', ');
}

/** Where all stand in a column of their own: `2×1, 8`, behind a batcher `2×1, ≤8, 2 ms` with the longest it waits. */
export function columnConfiguration(c: Configuration, look: Look): string {
  const { maxQueueDelayMs: delayMs, ...session } = c;
  if (delayMs === undefined) return shortConfiguration(c, look);
  const { dot, isAscii } = look.glyphs;
  const [, , ...others] = describeConfiguration(session, look.glyphs).split(` ${dot} `);
  const most = c.batchSize === 1 ? '' : isAscii ? '<=' : '≤';
  return [sessionLabel(c, look), `${most}${c.batchSize}`, `${delayMs} ms`, ...others].join(', ');
}
