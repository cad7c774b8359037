import type { Random } from '../../../src/core/random.ts';
import type { Constant, HostConstants } from '../../../src/cost/host-constants.ts';
import type { Configuration } from '../../../src/space/configuration.ts';

/**
 * The measured host with more cores of the same kind: constants of a core as they are, the shared cache grown with the cores,
 * bandwidth of shared levels grown as their own exponents say.
 */
export function scaledHost(host: HostConstants, cores: number): HostConstants {
  const { memory } = host;
  const l3Bytes = {
    ...memory.l3Bytes,
    value: (memory.l3Bytes.value * cores) / host.cores,
  };
  return { ...host, cores, memory: { ...memory, l3Bytes } };
}

/** A host whose constants differ from the believed ones by as much as the belief admits. */
export function perturbedHost(host: HostConstants, random: Random): HostConstants {
  return moved(host, random) as HostConstants;
}

/** Every constant inside, moved by its own deviation; anything else as it is. */
function moved(part: unknown, random: Random): unknown {
  if (typeof part !== 'object' || part === null) return part;
  if ('value' in part && 'logDeviation' in part) {
    const { value, logDeviation } = part as Constant;
    return { value: value * Math.exp(logDeviation * random.normal()), logDeviation };
  }
  return Object.fromEntries(
    Object.entries(part).map(([key, inner]) => [key, moved(inner, random)]),
  );
}

/** Deviation of what no constant explains, as the law itself states it for ratios (see `predictSurface`). */
const UNEXPLAINED = 0.16;
/** Over so many octaves of batch size, threads and instances it stays alike. */
const OCTAVES = 2;
const WAVES = 12;

/**
 * A smooth random field over log2 of batch size, threads and instances, as a log-ratio: what the law cannot tell. By random
 * Fourier features of a Gaussian kernel (Rahimi & Recht 2007).
 */
export function unexplainedField(random: Random): (c: Configuration) => number {
  const waves = Array.from({ length: WAVES }, () => ({
    along: [random.normal(), random.normal(), random.normal()].map((v) => v / OCTAVES),
    phase: 2 * Math.PI * random.next(),
  }));
  const scale = UNEXPLAINED * Math.sqrt(2 / WAVES);
  return ({ batchSize, instances, intraOpThreads }) => {
    // 0 threads is a value of its own, one octave below a single one
    const at = [batchSize, Math.max(0.5, intraOpThreads), instances].map(Math.log2);
    let sum = 0;
    for (const { along, phase } of waves) {
      sum += Math.cos(phase + at.reduce((dot, x, i) => dot + x * (along[i] ?? 0), 0));
    }
    return scale * sum;
  };
}
