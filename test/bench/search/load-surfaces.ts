import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Calibration } from '../../../src/calibration/calibration.ts';
import type { HostParts } from '../../../src/knowledge/host-similarity.ts';
import type { Signature } from '../../../src/signature/signature.ts';
import { runtimeDefault } from '../../../src/space/configuration.ts';
import { parseSurface } from '../../../src/surface/parse-surface.ts';
import { knownModel } from '../support/known-models.ts';
import { assemblePoints } from './assemble-points.ts';
import type { RecordedSurface } from './recorded-surface.ts';

/** Fewer configurations are no search. */
const FEWEST_POINTS = 8;

interface Provenance {
  readonly model?: {
    readonly family?: string | null;
    readonly base_batch?: number;
    readonly signature?: Signature | null;
  };
  readonly host?: HostParts;
}

/** What a folder of surfaces holds. */
export interface SurfaceFolder {
  readonly surfaces: readonly RecordedSurface[];
  /** Constants of the cost law on that host; null where it was not calibrated. */
  readonly calibration: Calibration | null;
  /** Files that were passed over, and why. */
  readonly left: readonly string[];
}

/**
 * Reads all surfaces of a folder: NAME.csv, with NAME.json beside it where there is provenance. Graphs come from the zoo or
 * from .onnx files of the same name in `models`; without one there is neither signature nor law.
 */
export async function loadSurfaces(
  folder: string,
  models: readonly string[],
): Promise<SurfaceFolder> {
  const surfaces: RecordedSurface[] = [];
  const left: string[] = [];
  for (const file of readdirSync(folder)
    .filter((f) => f.endsWith('.csv'))
    .sort()) {
    try {
      const surface = await loadSurface(folder, basename(file, '.csv'), models);
      if (surface.points.length >= FEWEST_POINTS) surfaces.push(surface);
      else left.push(`${file}: ${surface.points.length} configurations only`);
    } catch (error) {
      left.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const path = join(folder, 'calibration.json');
  const calibration = existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as Calibration)
    : null;
  return { surfaces, calibration, left };
}

async function loadSurface(
  folder: string,
  name: string,
  models: readonly string[],
): Promise<RecordedSurface> {
  const path = join(folder, `${name}.json`);
  const provenance = (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}) as Provenance;
  const known = await knownModel(name, models);
  const rows = parseSurface(readFileSync(join(folder, `${name}.csv`), 'utf8'), `${name}.csv`);
  const least = Math.min(...rows.map((row) => row.configuration.batchSize));
  const baseBatch = provenance.model?.base_batch ?? known?.baseBatch ?? least;
  const reference = runtimeDefault(baseBatch, rows[0]?.configuration.provider);
  return {
    name,
    family: known?.family ?? provenance.model?.family ?? name,
    baseBatch,
    signature: known?.signature ?? provenance.model?.signature ?? null,
    workAt: known?.workAt ?? null,
    host: String(provenance.host?.['fingerprint'] ?? folder),
    hostParts: hostPartsOf(provenance.host ?? {}),
    reference,
    points: assemblePoints(rows, reference),
  };
}

/** What provenance holds of a host besides the parts of its fingerprint. */
const NO_PARTS = ['fingerprint', 'node'];

function hostPartsOf(host: HostParts): HostParts {
  return Object.fromEntries(Object.entries(host).filter(([name]) => !NO_PARTS.includes(name)));
}
