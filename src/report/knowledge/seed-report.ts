import { formatDuration } from '../../core/format-duration.ts';
import { formatRatio } from '../../core/format-ratio.ts';
import { describeConfiguration } from '../describe-configuration.ts';
import type { JsonRecord } from '../json-record.ts';
import { safeText } from '../safe-text.ts';
import type { TextStyle } from '../text-style.ts';
import { wrapText } from '../wrap-text.ts';
import type { BestFound } from './task-row.ts';
import { bestJson } from './tasks-json.ts';

/** What became of one model. */
export type Seeded = { readonly name: string } & (
  | {
      readonly outcome: 'tuned' | 'interrupted';
      readonly studyId: string;
      readonly trials: number;
      readonly elapsedS: number;
      readonly best: BestFound | null;
    }
  /** It has a finished study on this host. */
  | { readonly outcome: 'known' }
  | { readonly outcome: 'failed'; readonly reason: string }
  /** There was no time for it. */
  | { readonly outcome: 'left' }
);

/** What `tune kb seed --json` prints. */
export function seedJson(seeded: readonly Seeded[]): JsonRecord {
  return {
    schema_version: 1,
    models: seeded.map((seed) => {
      const { name, outcome } = seed;
      const isTuned = outcome === 'tuned' || outcome === 'interrupted';
      return {
        name,
        outcome,
        study_id: isTuned ? seed.studyId : null,
        trials: isTuned ? seed.trials : 0,
        elapsed_s: isTuned ? seed.elapsedS : 0,
        best: isTuned && seed.best !== null ? bestJson(seed.best) : null,
        reason: outcome === 'failed' ? seed.reason : null,
      };
    }),
  };
}

/** What `tune kb seed` prints: a line for each model, and how to go on. */
export function seedText(seeded: readonly Seeded[], style: TextStyle): string {
  const width = Math.max(0, ...seeded.map((seed) => seed.name.length));
  const lines = seeded.flatMap((seed) => {
    const first = `${seed.name.padEnd(width)}  `;
    const text = safeText(describe(seed, style), style.glyphs);
    return wrapText(text, { columns: style.columns, indent: ' '.repeat(width + 4), first });
  });
  const open = seeded.some(({ outcome }) => outcome === 'interrupted' || outcome === 'left');
  const hint = open ? ['', 'The same command goes on with what is open.'] : [];
  return `${[...lines, ...hint].join('\n')}\n`;
}

function describe(seed: Seeded, { glyphs }: TextStyle): string {
  switch (seed.outcome) {
    case 'known':
      return 'known on this host already (--again tunes it anew)';
    case 'left':
      return 'left: there was no time for it';
    case 'failed':
      return `failed: ${seed.reason}`;
    default: {
      const { best, trials, elapsedS } = seed;
      const found =
        best === null
          ? 'nothing recommended'
          : best.keepDefault
            ? 'nothing beats the default beyond doubt'
            : `${formatRatio(best.relative.value, glyphs.times)} with ${describeConfiguration(best.configuration, glyphs)}`;
      const state = seed.outcome === 'interrupted' ? 'interrupted; ' : '';
      return `${state}${found} (${trials} trials, ${formatDuration(1000 * elapsedS)})`;
    }
  }
}
