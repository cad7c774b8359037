import { formatRatio, formatRatioInterval } from '../../core/format-ratio.ts';
import { plural } from '../../core/plural.ts';
import type { Contest } from '../../variants/contest.ts';
import { type VariantStanding, winnerOf } from '../../variants/contest-result.ts';
import type { Bounds } from '../../variants/stored-candidates.ts';
import { chanceText } from '../chance-text.ts';
import { describeConfiguration } from '../describe-configuration.ts';
import { objectiveQuantity } from '../objective-quantity.ts';
import { safeText } from '../safe-text.ts';
import type { TextStyle } from '../text-style.ts';
import { wrapText } from '../wrap-text.ts';

/** What a person reads first: which variant to take, with which configuration, and how sure that is. */
export function choiceHeadline(
  { task }: Pick<Contest, 'task'>,
  standings: readonly VariantStanding[],
  bounds: Bounds,
  style: TextStyle,
): string[] {
  const { glyphs, palette } = style;
  const winner = winnerOf({ standings });
  const subject = safeText(task, glyphs, 60);
  if (winner?.best == null) {
    const what = boundsText(bounds, style);
    const verdict =
      what === '' ? 'no variant can be served' : `no variant is known to meet ${what}`;
    return wrapText(`${subject}: ${verdict}`, style).map((l) => palette.strong(palette.bad(l)));
  }
  const name = safeText(winner.variant.name, glyphs, 60);
  return [
    ...wrapText(`${subject}: take ${name}`, style).map((l) => palette.strong(palette.good(l))),
    ...wrapText(describeConfiguration(winner.best.configuration, glyphs), {
      ...style,
      indent: '  ',
    }).map(palette.strong),
    ...wrapText(whyText(winner, standings, bounds, style), { ...style, indent: '  ' }),
  ];
}

/** What must hold, in words; empty where nothing must. */
export function boundsText({ constraints, minAccuracy }: Bounds, { glyphs }: TextStyle): string {
  return [
    ...constraints.map((c) => safeText(c.text, glyphs, 80)),
    ...(minAccuracy === null ? [] : [`accuracy>=${minAccuracy}`]),
  ].join(' and ');
}

function whyText(
  { outcome }: VariantStanding,
  standings: readonly VariantStanding[],
  bounds: Bounds,
  { glyphs }: TextStyle,
): string {
  if (outcome.status !== 'winner') return '';
  const { wonBy, next, chance } = outcome;
  if (next === null) {
    const others = standings.length - 1;
    if (others === 0) return 'The only variant there is.';
    return `The only one of ${plural(standings.length, 'variant')} that can be taken; see below for the others.`;
  }
  const quantity = objectiveQuantity(bounds.objective, false);
  const ratio = formatRatio(next.speed.value, glyphs.times);
  const interval = formatRatioInterval(next.speed, glyphs.times);
  const name = safeText(next.name, glyphs, 60);
  if (wonBy === 'accuracy') {
    return `The most accurate of those that speed does not tell apart: ${ratio} the ${quantity} of ${name} (95 %: ${interval}).`;
  }
  return `${ratio} the ${quantity} of ${name}, the next best (95 %: ${interval}); ${chanceText(chance)} likely the fastest.`;
}
