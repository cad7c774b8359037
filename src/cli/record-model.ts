import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createRandom } from '../core/random.ts';
import { TuneError } from '../core/tune-error.ts';
import { signatureToJson } from '../signature/signature-json.ts';
import { type Configuration, runtimeDefault } from '../space/configuration.ts';
import type { KnobOverrides } from '../space/space-request.ts';
import { parseSurface } from '../surface/parse-surface.ts';
import { type Provenance, type ProvenanceParts, provenanceOf } from '../surface/provenance.ts';
import { recordSurface } from '../surface/record-surface.ts';
import { surfaceHeader, surfaceLines } from '../surface/surface-csv.ts';
import type { SurfacePoint } from '../surface/surface-point.ts';
import type { Machine } from './describe-machine.ts';
import type { ModelOptions } from './options/tune-options.ts';
import { toolVersion } from './package-info.ts';
import { type PreparedModel, prepareModel } from './prepare-model.ts';
import { proberFor } from './prober-for.ts';
import type { ReadModel } from './read-model-file.ts';
import { recordedSpace } from './recorded-space.ts';

export interface RecordRequest {
  readonly name: string;
  /** Architecture family; null outside the zoo. */
  readonly family: string | null;
  readonly read: ReadModel;
  readonly csvPath: string;
  readonly model: ModelOptions;
  readonly overrides: KnobOverrides;
  readonly replicates: number;
  readonly rounds: number;
  readonly longestRunMs: number;
  readonly machine: Machine;
  /** What to do to get the same again. */
  readonly command: string;
  readonly report: (step: string, share: number) => void;
}

/** Near the best, this many times the least rounds. */
const MOST_ROUNDS = 3;
/** Sessions that meet in one heat: they share the reference's time, and fit into memory together. */
const SESSIONS_PER_HEAT = 6;

/**
 * Measures the surface of one model into `csvPath`, with its provenance beside it (`.json`). Rows are on the disk after
 * every heat; rows that are there already are not measured again. Rejects when aborted.
 */
export async function recordModel(request: RecordRequest, signal: AbortSignal): Promise<void> {
  const { machine, csvPath } = request;
  const model = await prepareModel(
    request.read,
    {
      ...request.model,
      folder: null,
      machine,
      batches: null,
      proofMs: Number.POSITIVE_INFINITY,
    },
    signal,
  );
  try {
    const jsonPath = csvPath.replace(/\.csv$/, '.json');
    const earlier = existsSync(csvPath) ? parseSurface(readFileSync(csvPath, 'utf8'), csvPath) : [];
    const before = existsSync(jsonPath)
      ? (JSON.parse(readFileSync(jsonPath, 'utf8')) as Provenance)
      : null;
    refuseAnother(before, model, machine, csvPath);
    mkdirSync(dirname(csvPath), { recursive: true });
    if (earlier.length === 0) writeFileSync(csvPath, surfaceHeader());
    const sitting = { startedAt: new Date().toISOString(), began: performance.now() };
    await measure(request, model, earlier, signal).finally(() => {
      const text = readFileSync(csvPath, 'utf8');
      const points = parseSurface(text, csvPath);
      if (points.length === earlier.length && before !== null) return;
      const provenance = provenanceOf({
        ...subjectOf(request, model),
        before,
        points,
        csvSha256: createHash('sha256').update(text).digest('hex'),
        sitting: {
          started_at: sitting.startedAt,
          elapsed_s: Math.round((performance.now() - sitting.began) / 1000),
          disturbances: machine.facts.disturbances,
        },
      });
      writeFileSync(jsonPath, `${JSON.stringify(provenance, null, 1)}\n`);
    });
  } finally {
    model.discard();
  }
}

/** What was measured, on what and by what. */
function subjectOf(
  { name, family, machine, command }: RecordRequest,
  { facts, signature }: PreparedModel,
): Pick<ProvenanceParts, 'model' | 'host' | 'toolVersion' | 'command'> {
  const { fingerprint, fingerprintParts, nodeVersion } = machine.facts;
  return {
    model: {
      name,
      sha256: facts.sha256,
      family,
      base_batch: facts.baseBatch,
      batching: facts.batching,
      signature: signatureToJson(signature),
    },
    host: { fingerprint, ...fingerprintParts, node: nodeVersion },
    toolVersion: toolVersion(),
    command,
  };
}

async function measure(
  request: RecordRequest,
  model: PreparedModel,
  earlier: readonly SurfacePoint[],
  signal: AbortSignal,
): Promise<void> {
  const { machine, csvPath, overrides } = request;
  const reference = referenceFor(overrides, model.facts.baseBatch);
  const configurations: readonly Configuration[] = recordedSpace(
    machine.facts,
    model.space,
    overrides,
  );
  const { seed } = request.model;
  await recordSurface(
    {
      configurations,
      reference,
      replicates: request.replicates,
      rounds: { least: request.rounds, most: MOST_ROUNDS * request.rounds },
      longestRunMs: request.longestRunMs,
      sessionsPerHeat: SESSIONS_PER_HEAT,
    },
    {
      createProber: (replicate) => proberFor(model, machine, seed + replicate),
      keep: (points) => appendFileSync(csvPath, surfaceLines(points), { flush: true }),
      report: (step, done, total) => request.report(`${request.name}: ${step}`, done / total),
    },
    earlier,
    createRandom(`${request.name}/${seed}`),
    signal,
  );
}

/** The runtime's default, on the CPU unless other providers alone are asked for. */
function referenceFor({ provider = ['cpu'] }: KnobOverrides, baseBatch: number): Configuration {
  return runtimeDefault(baseBatch, provider.includes('cpu') ? 'cpu' : provider[0]);
}

/** Rows of another model or another host do not belong into one surface. */
function refuseAnother(
  before: Provenance | null,
  model: PreparedModel,
  machine: Machine,
  csvPath: string,
): void {
  if (before === null) return;
  const what =
    before.model.sha256 !== model.facts.sha256
      ? 'of another model'
      : before.host['fingerprint'] !== machine.facts.fingerprint
        ? 'of another machine or runtime'
        : null;
  if (what === null) return;
  throw new TuneError('usage', `${csvPath} is the surface ${what}.`, {
    hint: 'Name another file with -o.',
  });
}
