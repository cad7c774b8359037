import * as fc from 'fast-check';

/** Checks a synchronous property on `numRuns` generated inputs; throws the smallest counterexample found. */
export const assertProperty = <T>(property: fc.IProperty<T>, numRuns: number): void =>
  fc.assert(property, { numRuns });
