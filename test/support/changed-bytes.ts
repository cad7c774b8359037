import fc from 'fast-check';

/** A copy of `base` with one to four bytes changed, half of the time cut off somewhere as well. */
export function changedBytes(base: Uint8Array): fc.Arbitrary<Uint8Array> {
  const place = fc.nat({ max: base.length - 1 });
  const change = fc.tuple(place, fc.integer({ min: 0, max: 255 }));
  return fc
    .tuple(fc.array(change, { minLength: 1, maxLength: 4 }), fc.option(place, { freq: 1 }))
    .map(([changes, cut]) => {
      const bytes = base.slice();
      for (const [at, value] of changes) bytes[at] = value;
      return bytes.slice(0, cut ?? base.length);
    });
}
