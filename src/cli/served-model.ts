import { mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { planBatching } from '../batching/plan-batching.ts';
import { resolveInputShapes } from '../batching/resolve-input-shapes.ts';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { hashModelFile } from '../input/hash-model-file.ts';
import { openModelFile } from '../input/model-file.ts';
import { writeModelFile } from '../input/write-model-file.ts';
import type { ModelBytes } from '../onnx/model-bytes.ts';
import { feedInputs, type ModelGraph, type ValueInfo } from '../onnx/model-graph.ts';
import { writeModel } from '../onnx/write-model.ts';
import type { DeploymentPort } from '../report/deploy/deployment.ts';
import { needsCopy } from '../report/deploy/needs-copy.ts';
import type { PublishedResult } from '../report/published/published-result.ts';
import { parseShape } from './options/parse-shape.ts';
import { type ReadModel, readModelFile } from './read-model-file.ts';
import { realFeedsFor } from './real-feeds-for.ts';
import { shapeOverridesFor } from './shape-overrides-for.ts';

/** The model that a recommendation is served with, ready to be written. */
export interface ServedModel {
  /** Whether it is the rewritten copy. */
  readonly isCopy: boolean;
  readonly inputs: readonly DeploymentPort[];
  readonly outputs: readonly DeploymentPort[];
  /** Writes it and its external data beside it; returns its SHA-256, hex. */
  write(target: string): Promise<string>;
}

/**
 * Reads the model that was measured and, where the recommended batch needs it, rewrites it as it was rewritten for measuring.
 * Throws a `TuneError` where the file is not the one measured, or comes out otherwise than it did then.
 */
export async function servedModel(result: PublishedResult, path: string): Promise<ServedModel> {
  const read = await readModelFile(path);
  if (read.sha256 !== result.model.sha256) {
    throw new TuneError('model', `${printable(path, 200)} is not the model that was measured`, {
      hint: 'Give the file that was, with --model, or measure this one: its best configuration may be another.',
    });
  }
  const isCopy = needsCopy(result);
  const graph = isCopy ? rewritten(read, result) : read.graph;
  const whole: ModelBytes = {
    length: read.fileBytes,
    parts: [{ kind: 'copy', offset: 0, length: read.fileBytes }],
  };
  return {
    isCopy,
    ...portsOf(graph, result),
    write: (target) => write(read, isCopy ? writeModel(graph) : whole, target),
  };
}

function rewritten(read: ReadModel, { options, model }: PublishedResult): ModelGraph {
  const { graph } = read;
  const shapes = (options['shape'] ?? []).map((text) => parseShape(text, '--shape'));
  const real = realFeedsFor(graph, options['input']?.at(-1) ?? null);
  const inputs = resolveInputShapes(graph, shapeOverridesFor(graph, shapes, real.feeds));
  const plan = planBatching(graph, inputs);
  if (plan.status === 'rewritten' && plan.changes.length === model.batching.changes) {
    return plan.model;
  }
  throw new TuneError(
    'model',
    'this version of tune would rewrite the model otherwise than it was measured',
    { hint: 'Measure again with this version, or export with the one that wrote the result.' },
  );
}

function portsOf(
  { graph }: ModelGraph,
  { model }: PublishedResult,
): Pick<ServedModel, 'inputs' | 'outputs'> {
  const port =
    (known: PublishedResult['model']['inputs']) =>
    ({ name, type }: ValueInfo): DeploymentPort => {
      const shape = type.kind === 'tensor' ? type.shape : null;
      return {
        name,
        elementType: type.kind === 'tensor' ? type.elementType : type.kind,
        shape: shape?.map((d) => (typeof d === 'number' && d >= 0 ? d : null)) ?? null,
        batchAxis: known.find((k) => k.name === name)?.batch_axis ?? null,
      };
    };
  return {
    inputs: feedInputs(graph).map(port(model.inputs)),
    outputs: graph.outputs.map(port(model.outputs)),
  };
}

async function write(read: ReadModel, bytes: ModelBytes, target: string): Promise<string> {
  const folder = dirname(target);
  const source = openModelFile(read.path);
  try {
    mkdirSync(folder, { recursive: true });
    requireOther(read, target);
    writeModelFile(target, bytes, { source, externalFiles: read.externalFiles });
  } catch (error) {
    if (error instanceof TuneError) throw error;
    throw new TuneError(
      'environment',
      `cannot write the model to ${printable(target, 200)}: ${(error as Error).message}`,
      { cause: error, hint: 'It needs as much room as the model that was measured.' },
    );
  } finally {
    source.close();
  }
  const files = read.externalFiles.map((file) => ({ ...file, path: join(folder, file.location) }));
  return hashModelFile(target, files);
}

function requireOther(read: ReadModel, target: string): void {
  let there: string;
  try {
    there = realpathSync(target);
  } catch {
    return; // It does not exist yet.
  }
  if (there !== realpathSync(read.path)) return;
  throw new TuneError('usage', `${printable(target, 200)} is the measured model itself`, {
    hint: 'Export into another folder.',
  });
}
