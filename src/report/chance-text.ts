/** A probability for people; never 100 %: what was measured is not certain. */
export function chanceText(probability: number): string {
  if (probability > 0.99) return 'over 99 %';
  return probability < 0.01 ? 'under 1 %' : `${Math.round(100 * probability)} %`;
}
