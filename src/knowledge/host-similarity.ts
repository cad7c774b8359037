/** What a host's fingerprint is made of. */
export type HostParts = Readonly<Record<string, string | number | boolean>>;

/** Distance that a part adds where one host does not tell it. */
const UNKNOWN = 0.05;
/** Distance of a differing part that nothing here knows by name, and of the CPU's marketing name. */
const OTHER = 0.02;

/**
 * Distance per factor of e between quantities. Usable cores decide which configurations exist and what they gain; the
 * machine's cores what the runtime's default starts; caches when instances get in each other's way; memory little.
 */
const QUANTITIES: Readonly<Record<string, number>> = {
  usable_cores: 0.4,
  machine_physical_cores: 0.1,
  physical_cores: 0.1,
  logical_cores: 0.05,
  sockets: 0.05,
  numa_nodes: 0.05,
  l1d_bytes: 0.05,
  l2_bytes: 0.05,
  l3_bytes: 0.05,
  memory_class_bytes: 0.02,
};

/** Distance of differing words. */
const WORDS: Readonly<Record<string, number>> = {
  cpu_model: OTHER,
  virtualised: 0.05,
  gpus: 0.05,
};

/** Distance of instruction sets that have nothing in common: they choose the kernels. */
const ISA = 0.5;
/** Another vendor, another family of the same, another model of the same family: cores differ less each time. */
const CPU = { vendor: 0.2, family: 0.1, model: 0.03 } as const;
/** Another architecture, another operating system on the same. */
const PLATFORM = { arch: 0.5, system: 0.15 } as const;
/** Another major or minor version of the runtime, another patch of the same: kernels and defaults change with the first. */
const RUNTIME = { minor: 0.1, patch: 0.02 } as const;

type Compare = (a: string, b: string) => number;

const TEXTS: Readonly<Record<string, Compare>> = {
  isa: (a, b) => ISA * setDistance(a, b),
  cpu_id: (a, b) => {
    const [[vendor, family], [otherVendor, otherFamily]] = [a.split('/'), b.split('/')];
    if (vendor !== otherVendor) return CPU.vendor;
    return family === otherFamily ? CPU.model : CPU.family;
  },
  platform: (a, b) => (lastWord(a) === lastWord(b) ? PLATFORM.system : PLATFORM.arch),
  runtime_version: (a, b) =>
    a.split('.', 2).join('.') === b.split('.', 2).join('.') ? RUNTIME.patch : RUNTIME.minor,
};

/**
 * Likeness of two hosts by the parts of their fingerprints, 0 to 1: e to the minus sum of what each part adds; symmetric;
 * 1 where all parts are equal. The weights are judgement, set so that a neighbouring size of the same machine stays above
 * 0.7 and another architecture falls below 0.5; what a host's knowledge is really worth a search finds out as it measures.
 */
export function hostSimilarity(a: HostParts, b: HostParts): number {
  let distance = 0;
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    distance += partDistance(name, a[name], b[name]);
  }
  return Math.exp(-distance);
}

type Part = HostParts[string] | undefined;

function partDistance(name: string, a: Part, b: Part): number {
  if (a === b) return 0;
  if (!isKnown(a) || !isKnown(b)) return UNKNOWN;
  const perFactor = own(QUANTITIES, name);
  if (perFactor !== undefined) {
    if (!isQuantity(a) || !isQuantity(b)) return UNKNOWN;
    return perFactor * Math.abs(Math.log(a / b));
  }
  const compare = own(TEXTS, name);
  if (compare !== undefined) return compare(String(a), String(b));
  return own(WORDS, name) ?? OTHER;
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function isKnown(part: Part): part is HostParts[string] {
  return part !== undefined && part !== 'unknown' && part !== '';
}

function isQuantity(part: HostParts[string]): part is number {
  return typeof part === 'number' && Number.isFinite(part) && part > 0;
}

/** Share of all words that only one of the two has (Jaccard distance). */
function setDistance(a: string, b: string): number {
  const [mine, theirs] = [new Set(a.split(' ')), new Set(b.split(' '))];
  const all = new Set([...mine, ...theirs]);
  const common = [...mine].filter((word) => theirs.has(word)).length;
  return 1 - common / all.size;
}

function lastWord(platform: string): string {
  return platform.slice(platform.lastIndexOf('-') + 1);
}
