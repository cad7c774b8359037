import { formatSignificant } from '../core/format-significant.ts';
import type { Random } from '../core/random.ts';
import type { OpenLoad } from './load.ts';

/**
 * The intended arrivals of an open load, one per call, in ms since its start, never falling. A stream depends on the load
 * and the state of `random` alone, so that the same seed offers the same requests again.
 *
 * `constant` and `trace` start with a request at 0, the others with a gap. Lognormal gaps are exp(N(mu, sigma^2)) with
 * mu = ln(mean gap) - sigma^2 / 2, as in Paella's evaluation (Ng et al., SOSP 2023). A trace is played again and
 * again, its mean gap between the last arrival and the first one of the next turn.
 */
export function intendedArrivals(load: OpenLoad, random: Random): () => number {
  const meanGapMs = 1000 / load.ratePerS;
  switch (load.kind) {
    case 'constant':
      return evenly(meanGapMs);
    case 'poisson':
      return summed(() => -meanGapMs * Math.log(1 - random.next()));
    case 'lognormal': {
      const mu = Math.log(meanGapMs) - load.sigma ** 2 / 2;
      return summed(() => Math.exp(mu + load.sigma * random.normal()));
    }
    case 'trace':
      return repeated(load.arrivalsMs, meanGapMs);
  }
}

/** Multiplied, not added up: a million gaps of 0.1 ms would drift. */
function evenly(gapMs: number): () => number {
  let count = 0;
  return () => gapMs * count++;
}

function summed(gapMs: () => number): () => number {
  let at = 0;
  return () => {
    at += gapMs();
    return at;
  };
}

function repeated(arrivalsMs: readonly number[], meanGapMs: number): () => number {
  const turnMs = (arrivalsMs.at(-1) ?? 0) + meanGapMs;
  let count = 0;
  return () => {
    const turn = Math.floor(count / arrivalsMs.length);
    const arrival = arrivalsMs[count % arrivalsMs.length] as number;
    count += 1;
    return turn * turnMs + arrival;
  };
}

/**
 * The load that plays recorded arrivals: ms since the first one, ascending, the last above 0 (as `parseArrivals` gives
 * them). The mean rate is that of the gaps.
 */
export function traceLoad(arrivalsMs: readonly number[], text: string): OpenLoad {
  const ratePerS = (1000 * (arrivalsMs.length - 1)) / (arrivalsMs.at(-1) ?? 0);
  if (!(ratePerS > 0 && Number.isFinite(ratePerS))) {
    throw new RangeError('a trace needs two arrivals at different times');
  }
  return { kind: 'trace', arrivalsMs, ratePerS, text };
}

/** The load of the same shape at another rate, per second and above 0: gaps are stretched, their spread stays. */
export function scaledTo(load: OpenLoad, ratePerS: number): OpenLoad {
  if (!(ratePerS > 0 && Number.isFinite(ratePerS))) {
    throw new RangeError(`a rate is above 0, not ${ratePerS}`);
  }
  const rate = `${formatSignificant(ratePerS, 4)}/s`;
  switch (load.kind) {
    case 'constant':
    case 'poisson':
      return { ...load, ratePerS, text: `${load.kind}:${rate}` };
    case 'lognormal':
      return { ...load, ratePerS, text: `lognormal:${rate},sigma=${load.sigma}` };
    case 'trace': {
      const stretch = load.ratePerS / ratePerS;
      const arrivalsMs = load.arrivalsMs.map((at) => at * stretch);
      return {
        ...load,
        ratePerS,
        arrivalsMs,
        text: `${load.text.replace(/ at \S+$/, '')} at ${rate}`,
      };
    }
  }
}
