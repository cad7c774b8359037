/** Mean, standard deviation and standard error of independent values. */
export function summary(values: readonly number[]): { mean: number; sd: number; se: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const sd = Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / (values.length - 1));
  return { mean, sd, se: sd / Math.sqrt(values.length) };
}

/** `+0.123 ± 0.012`: a mean with the half width of its 95 % interval. */
export function plusMinus({ mean, se }: { mean: number; se: number }): string {
  return `${mean >= 0 ? '+' : ''}${mean.toFixed(3)} ± ${(1.96 * se).toFixed(3)}`;
}
