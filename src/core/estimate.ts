/** A measured quantity with its 95 % interval. `low <= value <= high`; infinite bounds mean "not known". */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
