import type { Equivalence } from '../study/prober.ts';
import { deviationsText } from './output-deviations.ts';
import { safeText } from './safe-text.ts';
import type { Glyphs } from './text-style.ts';

/** Whether outputs are the default's, and how far from them. */
export function outputLines(equivalence: Equivalence | null, glyphs: Glyphs): string[] {
  if (equivalence === null) return ["outputs were not compared with the default's"];
  switch (equivalence.status) {
    case 'equal': {
      const { outputs = [], toleranceReason } = equivalence;
      const deviations = deviationsText(outputs, toleranceReason, (n) => safeText(n, glyphs, 60));
      return [`outputs equal the default's${deviations === '' ? '' : `: ${deviations}`}`];
    }
    case 'not-applicable':
      return [`outputs were not compared: ${safeText(equivalence.reason, glyphs, 200)}`];
    case 'different':
      return [
        `outputs differ: ${safeText(`${equivalence.output} ${equivalence.message}`, glyphs, 200)}`,
      ];
    case 'failed':
      return [`comparing outputs failed: ${safeText(equivalence.failure.message, glyphs, 200)}`];
  }
}
