import { formatBytes } from '../core/format-bytes.ts';
import { formatShare } from '../core/format-share.ts';
import { formatSignificant } from '../core/format-significant.ts';
import { FAMILIES } from './reference-machine.ts';
import { SIGNATURE_PARTS, type Signature, type SignaturePart } from './signature.ts';

/** Ratios below this are no difference worth a word. */
const ALIKE = 1.25;

/** A share of time worth naming. */
const MATTERS = 0.2;

/**
 * Why two models are alike and where they differ, in short clauses for people, what decides most first: `yours`, the
 * model looked at, against `other`, one that is known.
 */
export function explainSimilarity(yours: Signature, other: Signature): readonly string[] {
  return [
    whereTimeGoes(yours, other),
    weights(total(yours, 'weights'), total(other, 'weights')),
    arithmetic(total(yours, 'flops'), total(other, 'flops')),
    ...oneSided(yours, other),
  ];
}

function whereTimeGoes(yours: Signature, other: Signature): string {
  const common = FAMILIES.map((family, i) => ({
    family,
    mine: yours.parts.time[i] ?? 0,
    theirs: other.parts.time[i] ?? 0,
  })).filter(({ mine, theirs }) => Math.min(mine, theirs) >= MATTERS);
  const first = common.sort((a, b) => b.mine + b.theirs - a.mine - a.theirs)[0];
  if (first !== undefined) {
    const { family, mine, theirs } = first;
    if (Math.abs(mine - theirs) < 0.05)
      return `both spend ${formatShare((mine + theirs) / 2)} of their time in ${family}`;
    return `${family} takes ${formatShare(mine)} of your time, ${formatShare(theirs)} of the other's`;
  }
  const [mine, theirs] = [mainFamily(yours), mainFamily(other)];
  return `yours spends most time in ${mine}, the other in ${theirs}`;
}

function mainFamily({ parts }: Signature): string {
  const largest = Math.max(...parts.time);
  return largest > 0 ? (FAMILIES[parts.time.indexOf(largest)] ?? 'nothing') : 'nothing';
}

function weights(mine: number, theirs: number): string {
  return ratioOf(mine, theirs) < ALIKE
    ? `weights of about ${formatBytes(mine)} both`
    : `weights of ${formatBytes(mine)} against ${formatBytes(theirs)}`;
}

function arithmetic(mine: number, theirs: number): string {
  const ratio = ratioOf(mine, theirs);
  if (ratio < ALIKE) return 'about as much arithmetic per run';
  const times = `${formatSignificant(ratio, 2)} times`;
  return mine > theirs
    ? `yours does ${times} the arithmetic`
    : `the other does ${times} the arithmetic`;
}

function oneSided(yours: Signature, other: Signature): readonly string[] {
  const sides: readonly (readonly [SignaturePart, string, string])[] = [
    ['precision', 'quantised', 'on 8-bit integers'],
    ['precision', 'half', 'in half precision'],
    ['structure', 'sequential', 'step after step'],
  ];
  return sides.flatMap(([part, name, words]) => {
    const [mine, theirs] = [namedValue(yours, part, name), namedValue(other, part, name)];
    if (Math.abs(mine - theirs) < MATTERS) return [];
    return [mine > theirs ? `only yours works ${words}` : `only the other works ${words}`];
  });
}

function ratioOf(a: number, b: number): number {
  return (Math.max(a, b) + 1) / (Math.min(a, b) + 1);
}

/** A total as it was, from its logarithm. */
function total(signature: Signature, name: 'flops' | 'weights'): number {
  return 10 ** namedValue(signature, 'totals', name) - 1;
}

function namedValue(signature: Signature, part: SignaturePart, name: string): number {
  return signature.parts[part][SIGNATURE_PARTS[part].indexOf(name)] ?? 0;
}
