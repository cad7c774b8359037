/** Letters of an equation by operand, with `...` expanded; null where it cannot be read. */
export function einsumTerms(
  equation: string,
  ranks: readonly number[],
): { readonly inputs: readonly (readonly string[])[]; readonly output: readonly string[] } | null {
  const [left = '', right] = equation.replaceAll(' ', '').split('->');
  const terms = left.split(',');
  if (terms.length !== ranks.length) return null;
  const inputs = terms.map((term, i) => expandTerm(term, ranks[i] ?? 0));
  if (inputs.some((letters, i) => letters.length !== ranks[i])) return null;
  return {
    inputs,
    output: right === undefined ? implicitOutput(inputs) : expandOutput(right, inputs),
  };
}

function expandTerm(term: string, rank: number): readonly string[] {
  const named = term.replace('...', '').length;
  return splitTerm(term).flatMap((l) => (l === '...' ? dotLetters(rank - named) : [l]));
}

const splitTerm = (term: string): readonly string[] => term.match(/\.\.\.|[a-zA-Z]/g) ?? [];

/** Axes of `...` are aligned from the right: `.1` is the last of them. */
const dotLetters = (count: number): readonly string[] =>
  Array.from({ length: Math.max(0, count) }, (_, i) => `.${count - i}`);

function expandOutput(term: string, inputs: readonly (readonly string[])[]): readonly string[] {
  const dots = Math.max(
    0,
    ...inputs.map((letters) => letters.filter((l) => l.startsWith('.')).length),
  );
  return splitTerm(term).flatMap((l) => (l === '...' ? dotLetters(dots) : [l]));
}

function implicitOutput(inputs: readonly (readonly string[])[]): readonly string[] {
  const all = inputs.flat();
  return [...new Set(all)]
    .filter((l) => l.startsWith('.') || all.indexOf(l) === all.lastIndexOf(l))
    .sort();
}
