import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResolvedInput } from '../batching/resolve-input-shapes.ts';
import { TuneError } from '../core/tune-error.ts';
import { openModelFile } from '../input/model-file.ts';
import { writeModelFile } from '../input/write-model-file.ts';
import type { ModelGraph } from '../onnx/model-graph.ts';
import { writeModel } from '../onnx/write-model.ts';
import type { ReadModel } from './read-model-file.ts';

/** Raised when the rewriting of models changes, so that copies of older versions are not used again. */
const REWRITE_VERSION = 1;

/** A copy of a model that takes any batch. */
export interface RebatchedModel {
  readonly path: string;
  /** Removes it where it is only for this run. */
  discard(): void;
}

/**
 * Writes the rewritten copy of a model into `folder` (kept there, and used again by later runs), or into a temporary one
 * where `folder` is null. The copy holds the input sizes it was rewritten for, so they are part of its name. Throws a `TuneError` where there is no room or no permission.
 */
export function writeRebatchedModel(
  original: ReadModel,
  rewritten: ModelGraph,
  inputs: readonly ResolvedInput[],
  folder: string | null,
): RebatchedModel {
  const target =
    folder === null
      ? mkdtempSync(join(tmpdir(), 'onnx-tune-'))
      : join(folder, 'rebatched', copyName(original, inputs));
  const path = join(target, 'model.onnx');
  const discard = (): void => {
    if (folder === null) rmSync(target, { recursive: true, force: true });
  };
  if (existsSync(path)) return { path, discard };
  const source = openModelFile(original.path);
  try {
    mkdirSync(target, { recursive: true });
    writeModelFile(path, writeModel(rewritten), { source, externalFiles: original.externalFiles });
  } catch (error) {
    discard();
    throw new TuneError(
      'environment',
      `Cannot write the copy of the model that takes any batch: ${(error as Error).message}`,
      {
        cause: error,
        hint: `It needs as much room as the model, in ${target}. With --batch at the file's own size no copy is needed.`,
      },
    );
  } finally {
    source.close();
  }
  return { path, discard };
}

function copyName({ sha256 }: ReadModel, inputs: readonly ResolvedInput[]): string {
  const sizes = JSON.stringify(inputs.map(({ name, shape, control }) => [name, shape, control]));
  return createHash('sha256')
    .update(`${REWRITE_VERSION} ${sha256} ${sizes}`)
    .digest('hex')
    .slice(0, 32);
}
