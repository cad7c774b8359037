import type { ByteCursor } from './byte-cursor.ts';
import { malformed } from './malformed.ts';

/** The last varint read, in the form asked for. */
export interface Varint {
  /** Reads the next one. Throws a TuneError where it takes more than ten bytes. */
  read(): Varint;
  /** As an unsigned number; exact below 2^53, else only large. */
  unsigned(): number;
  int32(): number;
  int64(): bigint;
}

/** Reads varints without making a bigint of each: their 64 bits stay in two 32-bit halves until asked for. */
export function createVarint(cursor: ByteCursor): Varint {
  let low = 0;
  let high = 0;
  const varint: Varint = {
    read: () => {
      const start = cursor.position;
      low = 0;
      high = 0;
      for (let shift = 0; shift < 70; shift += 7) {
        const byte = cursor.byte();
        const bits = byte & 0x7f;
        if (shift < 32) low |= bits << shift;
        if (shift === 28) high = bits >>> 4;
        else if (shift > 28) high |= bits << (shift - 32);
        if (byte < 0x80) return varint;
      }
      throw malformed(start, 'a number takes more than ten bytes');
    },
    unsigned: () => (high >>> 0) * 2 ** 32 + (low >>> 0),
    int32: () => low | 0,
    int64: () =>
      high === 0
        ? BigInt(low >>> 0)
        : BigInt.asIntN(64, (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)),
  };
  return varint;
}
