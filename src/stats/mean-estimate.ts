/** An estimated mean, its standard error and the degrees of freedom behind that error (see `tInterval`). */
export interface MeanEstimate {
  readonly mean: number;
  /** Infinite where one value says nothing of its own error. */
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}
