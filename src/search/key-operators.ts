import type { OperatorResponse } from '../knowledge/search-prior.ts';

/** Share of the predicted time that the key operators take together. */
const KEY_SHARE = 0.9;

/** The fewest operators, largest share first, that take nine tenths of the time that all of them take. */
export function keyOperators(operators: readonly OperatorResponse[]): readonly OperatorResponse[] {
  const total = operators.reduce((sum, { share }) => sum + share, 0);
  let taken = 0;
  const byShare = operators.toSorted((a, b) => b.share - a.share);
  return byShare.filter(({ share }) => {
    const isKey = taken < KEY_SHARE * total;
    taken += share;
    return isKey;
  });
}
