/** Random access to the bytes of a model; the only way the reader sees a file. */
export interface ByteSource {
  /** Total size in bytes. */
  readonly size: number;
  /**
   * Up to `length` bytes from `offset`; fewer only at the end. The returned view may be overwritten by the next call.
   */
  read(offset: number, length: number): Uint8Array;
}
