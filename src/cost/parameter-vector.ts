import type { OperatorFamily } from '../../operators/operator.ts';
import type { Prior } from '../surrogate/fit-parameters.ts';
import {
  type Belief,
  FAMILY_BELIEFS,
  logPrior,
  MEMORY_BELIEFS,
  SHARING_BELIEFS,
} from './constant-priors.ts';
import {
  CONSTANTS_VERSION,
  type Constant,
  type FamilyConstants,
  type HostConstants,
} from './host-constants.ts';

/** What a host has, as opposed to what is fitted to it. Cache sizes in bytes. */
export interface HostShape {
  readonly cores: number;
  readonly l2Bytes: number;
  readonly l3Bytes: number;
}

/** Where the logarithms of a host's constants lie in one vector. */
export interface ParameterVector {
  readonly priors: readonly Prior[];
  /** The family each parameter belongs to; null for those of the whole host. */
  readonly families: readonly (string | null)[];
  /** Reads the constants off logarithms and their deviations. */
  constants(values: readonly number[], deviations: readonly number[]): HostConstants;
}

type Path = readonly string[];

/** Lays out the constants of the given families on a host. */
export function parameterVector(
  shape: HostShape,
  families: readonly OperatorFamily[],
): ParameterVector {
  const known = families.filter((f) => FAMILY_BELIEFS[f] !== undefined);
  const entries: readonly (readonly [Path, Belief])[] = [
    ...known.flatMap((f) => leaves(FAMILY_BELIEFS[f], ['families', f])),
    ...leaves(MEMORY_BELIEFS, ['memory']),
    ...leaves(SHARING_BELIEFS, ['sharing']),
  ];
  const index = new Map(entries.map(([path], i) => [path.join('/'), i]));
  return {
    families: entries.map(([[group, name]]) => (group === 'families' ? (name ?? null) : null)),
    priors: entries.map(([, belief]) => logPrior(belief)),
    constants: (values, deviations) => {
      const at = (...path: Path): Constant => {
        const i = index.get(path.join('/')) ?? -1;
        return { value: Math.exp(values[i] ?? 0), logDeviation: deviations[i] ?? 0 };
      };
      const level = (name: string) => ({
        bytesPerMs: at('memory', name, 'bytesPerMs'),
        scaling: at('memory', name, 'scaling'),
      });
      const l3Share = at('memory', 'l3Share');
      return {
        version: CONSTANTS_VERSION,
        cores: shape.cores,
        families: Object.fromEntries(known.map((f) => [f, familyOf(f, at)])),
        memory: {
          l2: level('l2'),
          l3: level('l3'),
          dram: level('dram'),
          l2Bytes: shape.l2Bytes,
          l3Bytes: { ...l3Share, value: l3Share.value * shape.l3Bytes },
        },
        sharing: {
          gapMs: at('sharing', 'gapMs'),
          runMs: at('sharing', 'runMs'),
          profilingMs: at('sharing', 'profilingMs'),
          syncMs: at('sharing', 'syncMs'),
          wakeMs: at('sharing', 'wakeMs'),
          busy: at('sharing', 'busy'),
          turns: at('sharing', 'turns'),
          barriers: at('sharing', 'barriers'),
        },
      };
    },
  };
}

/** Law error believed before any residual is seen. */
const RESIDUAL = 0.3;

function familyOf(f: OperatorFamily, at: (...path: Path) => Constant): FamilyConstants {
  return {
    overheadMs: at('families', f, 'overheadMs'),
    stepMs: at('families', f, 'stepMs'),
    flopsPerMs: at('families', f, 'flopsPerMs'),
    narrowing: at('families', f, 'narrowing'),
    traffic: at('families', f, 'traffic'),
    serialShare: at('families', f, 'serialShare'),
    residual: RESIDUAL,
  };
}

/** Every belief below an object, with the names that lead to it. */
function leaves(node: unknown, path: Path): (readonly [Path, Belief])[] {
  if (typeof node !== 'object' || node === null) return [];
  if ('logDeviation' in node) return [[path, node as Belief]];
  return Object.entries(node).flatMap(([key, child]) => leaves(child, [...path, key]));
}
