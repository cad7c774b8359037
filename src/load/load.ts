/**
 * Requests of one sample each that are offered to a model. `closed`: so many clients, each of which waits for its answer before
 * it asks again. The others are open: requests arrive whether or not earlier ones were answered. Rates are per second.
 */
export type Load =
  | { readonly kind: 'closed'; readonly clients: number; readonly text: string }
  /** Independent arrivals. */
  | { readonly kind: 'poisson'; readonly ratePerS: number; readonly text: string }
  /** Equal gaps. */
  | { readonly kind: 'constant'; readonly ratePerS: number; readonly text: string }
  /** Gaps of lognormal length: bursts and pauses, the more so the larger `sigma` (of the logarithm) is. */
  | {
      readonly kind: 'lognormal';
      readonly ratePerS: number;
      readonly sigma: number;
      readonly text: string;
    }
  /** Recorded arrivals, played again and again. */
  | {
      readonly kind: 'trace';
      /** Times of arrival since the first one, ms, ascending, at least two. */
      readonly arrivalsMs: readonly number[];
      /** Mean rate of the recording. */
      readonly ratePerS: number;
      readonly text: string;
    };

/** A load whose requests do not wait for answers. */
export type OpenLoad = Exclude<Load, { kind: 'closed' }>;
