import { formatRatio } from '../core/format-ratio.ts';
import { configurationKey } from '../space/configuration.ts';
import type { StudyResult } from '../study/study-result.ts';
import { describeConfiguration } from './describe-configuration.ts';
import { outputLines } from './output-lines.ts';
import { safeText } from './safe-text.ts';
import type { Glyphs } from './text-style.ts';

/** How each provider came off, a line each. */
export function providerLines(
  { providers = [], reference }: Pick<StudyResult, 'providers' | 'reference'>,
  glyphs: Glyphs,
): string[] {
  const standard = reference === null ? null : configurationKey(reference.configuration);
  return providers.map((standing) => {
    const { provider } = standing;
    if (standing.status === 'failed') {
      return `${safeText(provider, glyphs, 40)}: ${safeText(standing.reason, glyphs, 160)}`;
    }
    const { configuration, relative, equivalence } = standing;
    const best = `${formatRatio(relative.value, glyphs.times)} at best (${describeConfiguration(configuration, glyphs)})`;
    const isStandard = configurationKey(configuration) === standard;
    const outputs = isStandard ? [] : outputLines(equivalence, glyphs);
    return [`${safeText(provider, glyphs, 40)}: ${best}`, ...outputs].join('; ');
  });
}
