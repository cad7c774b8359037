import { formatRatio, formatRatioInterval } from '../../core/format-ratio.ts';
import type { ServingLock } from '../../gate/serving-lock.ts';
import { describeConfiguration } from '../describe-configuration.ts';
import { safeText } from '../safe-text.ts';
import type { TextStyle } from '../text-style.ts';
import { wrapText } from '../wrap-text.ts';

/** What `tune lock` prints: what is locked, on what evidence, and what to do with it. */
export function lockText(lock: ServingLock, path: string, style: TextStyle): string {
  const { glyphs, palette } = style;
  const lines = [
    describeConfiguration(lock.configuration, glyphs),
    evidenceText(lock, style),
    'Commit the file, and run `tune check` in CI.',
  ];
  return `${[
    palette.strong(`${safeText(path, glyphs, 60)} written`),
    ...lines.flatMap((line) => wrapText(line, { ...style, indent: '  ' })),
  ].join('\n')}\n`;
}

function evidenceText({ evidence, objective }: ServingLock, { glyphs }: TextStyle): string {
  const { speedupVsDefault, sessions, keepDefault } = evidence;
  if (keepDefault) return "the runtime's default: nothing better was found";
  if (speedupVsDefault === null) return "the runtime's default does not work";
  const { times } = glyphs;
  const interval = formatRatioInterval(speedupVsDefault, times);
  const weak = sessions < 2 ? '; a check can hold it only to what so few sessions promise' : '';
  return `${formatRatio(speedupVsDefault.value, times)} the default's ${objective} (${interval}), ${sessions} fresh sessions${weak}`;
}
