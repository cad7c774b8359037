/** A range of bytes of the model file. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}
