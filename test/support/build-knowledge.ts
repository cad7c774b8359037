import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planBatching } from '../../src/batching/plan-batching.ts';
import { resolveInputShapes } from '../../src/batching/resolve-input-shapes.ts';
import { modelWork } from '../../src/cli/model-work.ts';
import type { HostParts } from '../../src/knowledge/host-similarity.ts';
import {
  SHIPPED_VERSION,
  type ShippedJson,
  type ShippedRow,
  type ShippedTaskJson,
} from '../../src/knowledge/shipped-json.ts';
import { inputKinds } from '../../src/signature/input-kinds.ts';
import { signatureToJson } from '../../src/signature/signature-json.ts';
import { signatureOf } from '../../src/signature/signature-of.ts';
import type { Configuration } from '../../src/space/configuration.ts';
import { parseSurface } from '../../src/surface/parse-surface.ts';
import type { Provenance } from '../../src/surface/provenance.ts';
import { surfaceRatios } from '../../src/surface/surface-ratios.ts';
import { ZOO } from '../../src/zoo/catalogue.ts';

const DATASETS = join(import.meta.dirname, '../../datasets');

/** What provenance holds of a host besides the parts of its fingerprint. */
const NO_PARTS = ['fingerprint', 'node'];

/** Provenance as surfaces of every age have it. */
type AnyProvenance = Pick<Provenance, 'host'> & {
  readonly model: Pick<Provenance['model'], 'name' | 'sha256' | 'base_batch'> &
    Partial<Pick<Provenance['model'], 'family' | 'signature'>>;
} & Partial<Pick<Provenance, 'csv_sha256' | 'sittings'>> & { readonly started_at?: string };

/**
 * The text of datasets/knowledge/shipped.json: every surface under datasets/surfaces whose model can be recognised, by
 * folder and name. A surface is known by the signature in its provenance, or by its name in the zoo.
 */
export async function buildShippedKnowledge(): Promise<string> {
  const hosts: Record<string, HostParts> = {};
  const sessions = new Map<string, number>();
  const tasks: ShippedTaskJson[] = [];
  for (const csv of surfaceFiles()) {
    const text = readFileSync(join(DATASETS, 'surfaces', csv), 'utf8');
    const provenance = JSON.parse(
      readFileSync(join(DATASETS, 'surfaces', csv.replace(/csv$/, 'json')), 'utf8'),
    ) as AnyProvenance;
    const signature = provenance.model.signature ?? zooSignature(provenance.model.name);
    if (signature === null) continue;
    const fingerprint = String(provenance.host['fingerprint']);
    hosts[fingerprint] = partsOf(provenance.host);
    tasks.push({
      name: titleOf(provenance.model.name),
      sha256: provenance.model.sha256,
      family: provenance.model.family ?? zooModel(provenance.model.name)?.family ?? null,
      base_batch: provenance.model.base_batch,
      signature: withoutValues(signature),
      host: fingerprint,
      source: {
        csv,
        csv_sha256: await sha256(text),
        measured_at: provenance.sittings?.[0]?.started_at ?? provenance.started_at ?? '',
      },
      rows: surfaceRatios(parseSurface(text, csv)).map((r) => rowOf(r, sessions)),
    });
  }
  const names = [...sessions.keys()].map((key) => JSON.parse(key) as ShippedJson['sessions'][0]);
  return jsonText({
    version: SHIPPED_VERSION,
    made_by: 'npm run build:knowledge',
    hosts,
    sessions: names,
    tasks,
  });
}

function surfaceFiles(): readonly string[] {
  const folder = join(DATASETS, 'surfaces');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.csv'))
    .sort();
}

function zooModel(name: string) {
  return ZOO.find((m) => m.name === name);
}

function titleOf(name: string): string {
  return zooModel(name)?.title ?? name;
}

function zooSignature(name: string): unknown {
  const entry = zooModel(name);
  if (entry === undefined) return null;
  const model = entry.build();
  const inputs = resolveInputShapes(model);
  const plan = planBatching(model, inputs);
  const work = modelWork(plan, inputs)(plan.baseBatch);
  return signatureToJson(signatureOf(work, inputKinds(model)));
}

/** The list of all values repeats what the parts say by name. */
function withoutValues(signature: unknown): unknown {
  const { values: _values, ...rest } = signature as Record<string, unknown>;
  return rest;
}

function partsOf(host: Provenance['host']): HostParts {
  return Object.fromEntries(
    Object.entries(host).filter(([name, value]) => !NO_PARTS.includes(name) && value !== null),
  ) as HostParts;
}

function rowOf(
  r: ReturnType<typeof surfaceRatios>[number],
  sessions: Map<string, number>,
): ShippedRow {
  const { batchSize, ...session } = r.configuration;
  const key = JSON.stringify(session satisfies Omit<Configuration, 'batchSize'>);
  const number = sessions.get(key) ?? sessions.size;
  sessions.set(key, number);
  const thousandths = (value: number | null): number | null =>
    value === null ? null : Math.round(1000 * value) + 0;
  return [
    batchSize,
    number,
    thousandths(r.throughput),
    thousandths(r.latency),
    thousandths(r.efficiency),
    Math.ceil(1000 * r.standardError),
    Math.round(1000 * r.costS),
  ];
}

/** One line per task: a surface that changed is one line of a difference. */
function jsonText({ tasks, ...head }: ShippedJson): string {
  const lines = tasks.map((task) => `  ${JSON.stringify(task)}`);
  const start = JSON.stringify(head, null, 1).replace(/\n\}$/, '');
  return `${start},\n "tasks": [\n${lines.join(',\n')}\n ]\n}\n`;
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Buffer.from(digest).toString('hex');
}

if (import.meta.filename === process.argv[1]) {
  const folder = join(DATASETS, 'knowledge');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'shipped.json'), await buildShippedKnowledge());
}
