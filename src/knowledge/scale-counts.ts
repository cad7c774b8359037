/** How many instances and threads a configuration has. */
export interface Counts {
  readonly instances: number;
  /** 0 is the runtime's default. */
  readonly intraOpThreads: number;
}

/** Values that counts may take; null takes any. */
export interface CountValues {
  readonly instances: readonly number[];
  readonly intraOpThreads: readonly number[];
}

/** A count further from every value of the space than this factor has no counterpart there. */
const NEAREST = 1.3;

/**
 * The counts that use the same share of a host with `factor` times the cores; null where the space has none like them.
 * A gain belongs to a share of the machine, not to a number of threads: two single-threaded instances on two cores are to a
 * 16-core host what 16 of them are, and one thread on two cores what half of the machine is. The factor goes to
 * threads and instances in the proportion (of logarithms) in which the configuration uses either, to both alike where it
 * uses one of each; so one thread per instance stays one. The runtime's default of 0 threads is the whole machine
 * everywhere, with as many instances.
 */
export function scaleCounts(
  { instances, intraOpThreads }: Counts,
  factor: number,
  values: CountValues,
): Counts | null {
  const nearest = (count: number, of: readonly number[]): number | null =>
    nearestValue(
      count,
      of.filter((value) => value > 0),
    );
  if (intraOpThreads === 0) {
    const kept = nearest(instances, values.instances);
    return kept === null || !values.intraOpThreads.includes(0)
      ? null
      : { instances: kept, intraOpThreads: 0 };
  }
  const total = Math.log(instances * intraOpThreads);
  const toThreads = total === 0 ? 0.5 : Math.log(intraOpThreads) / total;
  const threads = nearest(intraOpThreads * factor ** toThreads, values.intraOpThreads);
  const processes = nearest(instances * factor ** (1 - toThreads), values.instances);
  return threads === null || processes === null
    ? null
    : { instances: processes, intraOpThreads: threads };
}

function nearestValue(count: number, values: readonly number[]): number | null {
  const distance = (value: number): number => Math.abs(Math.log(value / count));
  const best = values.reduce<number | null>(
    (a, b) => (a === null || distance(b) < distance(a) ? b : a),
    null,
  );
  return best !== null && distance(best) <= Math.log(NEAREST) ? best : null;
}
