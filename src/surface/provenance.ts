import { configurationKey } from '../space/configuration.ts';
import { mean } from '../stats/mean.ts';
import { median } from '../stats/median.ts';
import { pooledDeviation } from '../stats/pooled-deviation.ts';
import type { SurfacePoint } from './surface-point.ts';

/** Where a surface comes from: everything needed to judge it, to cite it and to measure it again. */
export interface Provenance {
  readonly model: {
    readonly name: string;
    readonly sha256: string;
    /** Architecture family, for searches that must not know its kin; null outside the zoo. */
    readonly family: string | null;
    readonly base_batch: number;
    readonly batching: unknown;
    readonly signature: unknown;
  };
  /** The host's fingerprint and its parts. */
  readonly host: Readonly<Record<string, string | number | boolean | null>>;
  readonly tool_version: string;
  readonly command: string;
  /** One entry per run of the command. */
  readonly sittings: readonly Sitting[];
  readonly replicates: number;
  readonly configurations: number;
  readonly noise_floor: NoiseFloor;
  readonly csv_sha256: string;
}

interface Sitting {
  readonly started_at: string;
  readonly elapsed_s: number;
  /** What disturbed the machine when it started. */
  readonly disturbances: unknown;
}

/** How far the surface itself can be trusted, as standard deviations of a log-ratio. */
export interface NoiseFloor {
  /** Median standard error within a heat. */
  readonly within: number | null;
  /** Of one replicate about another, from those measured twice or more; includes `within`. */
  readonly between: number | null;
  /** The same among configurations within 10 % of the best: what regret is judged by. */
  readonly between_near_best: number | null;
}

export interface ProvenanceParts {
  readonly before: Provenance | null;
  readonly points: readonly SurfacePoint[];
  readonly csvSha256: string;
  readonly model: Provenance['model'];
  readonly host: Provenance['host'];
  readonly toolVersion: string;
  readonly command: string;
  readonly sitting: Sitting;
}

const NEAR_BEST = 0.1;

export function provenanceOf(parts: ProvenanceParts): Provenance {
  const { before, points, sitting } = parts;
  return {
    model: parts.model,
    host: parts.host,
    tool_version: parts.toolVersion,
    command: parts.command,
    sittings: [...(before?.sittings ?? []), sitting],
    replicates: Math.max(0, ...points.map((p) => p.replicate)),
    configurations: new Set(points.map((p) => configurationKey(p.configuration))).size,
    noise_floor: noiseFloor(points),
    csv_sha256: parts.csvSha256,
  };
}

/** How much replicates and rounds say that the surface varies. */
export function noiseFloor(points: readonly SurfacePoint[]): NoiseFloor {
  const errors = points.flatMap((p) =>
    p.logRatioSe === null || p.logRatioSe === 0 ? [] : [p.logRatioSe],
  );
  const values = new Map<string, number[]>();
  for (const point of points) {
    // The reference is 0 by definition.
    if (point.logRatio === null || point.logRatioSe === 0) continue;
    const key = configurationKey(point.configuration);
    values.set(key, [...(values.get(key) ?? []), point.logRatio]);
  }
  const groups = [...values.values()];
  const best = Math.max(...groups.map(mean));
  return {
    within: errors.length === 0 ? null : rounded(median(errors)),
    between: rounded(pooledDeviation(groups)),
    between_near_best: rounded(pooledDeviation(groups.filter((g) => mean(g) > best - NEAR_BEST))),
  };
}

const rounded = (value: number | null): number | null =>
  value === null ? null : Number(value.toPrecision(3));
