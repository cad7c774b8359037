import { build } from 'hdr-histogram-js';

/** A latency beyond this counts as this: a probe does not wait longer for an answer. */
const LONGEST_US = 3_600_000_000;

/**
 * Latencies in ms, counted with a resolution of 1 us and three significant digits, up to an hour; a few hundred kilobytes
 * however many there are. Source: HdrHistogram (Tene). Importing it costs about 50 ms of CPU.
 */
export class LatencyHistogram {
  readonly #counts = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_US,
    numberOfSignificantValueDigits: 3,
    autoResize: false,
  });
  #sumMs = 0;
  #maxMs = 0;

  get count(): number {
    return this.#counts.totalCount;
  }

  /** Exact, unlike the quantiles; NaN where nothing was recorded. */
  get meanMs(): number {
    return this.#sumMs / this.count;
  }

  /** Exact; NaN where nothing was recorded. */
  get maxMs(): number {
    return this.count === 0 ? Number.NaN : this.#maxMs;
  }

  /** Throws a `RangeError` for a latency that is not a finite number from 0. */
  record(latencyMs: number): void {
    if (!(latencyMs >= 0 && Number.isFinite(latencyMs))) {
      throw new RangeError(`a latency is a finite number of ms from 0, not ${latencyMs}`);
    }
    this.#counts.recordValue(Math.min(LONGEST_US, Math.round(latencyMs * 1000)));
    this.#sumMs += latencyMs;
    this.#maxMs = Math.max(this.#maxMs, latencyMs);
  }

  /** The latency, ms, that the share `p` of the requests, 0 to 1, did not exceed; NaN where nothing was recorded. */
  quantile(p: number): number {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile lies between 0 and 1, not at ${p}`);
    if (this.count === 0) return Number.NaN;
    // A bucket answers with its upper end, which may lie above the largest value.
    return Math.min(this.#maxMs, this.#counts.getValueAtPercentile(100 * p) / 1000);
  }

  /** Adds what another histogram has counted. */
  merge(other: LatencyHistogram): void {
    this.#counts.add(other.#counts);
    this.#sumMs += other.#sumMs;
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs);
  }
}
