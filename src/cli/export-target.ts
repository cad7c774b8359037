import { statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { TuneError } from '../core/tune-error.ts';
import type { DeployFormat } from '../report/deploy/deploy-formats.ts';

/** Where an export puts things. */
export interface ExportTarget {
  readonly fileOf: (format: DeployFormat) => string;
  readonly modelOf: (format: DeployFormat) => string;
  /** The model as the files of this format name it. */
  readonly modelNameOf: (format: DeployFormat) => string;
}

/** The model's place beside files that do not say where it lies. */
const BESIDE = 'model.onnx';

/**
 * A folder, or one file: `out` is a folder where it exists as one, ends with a separator, has no extension, or several
 * files are asked for. Throws a `TuneError` (usage) where several files would go into an existing one.
 */
export function exportTarget(
  out: string,
  formats: readonly DeployFormat[],
  name: string,
): ExportTarget {
  const there = statSync(out, { throwIfNoEntry: false });
  if (there?.isFile() === true && formats.length > 1) {
    throw new TuneError('usage', '--out is a file, but several files are to be written', {
      hint: 'Name a folder: -o deploy/',
    });
  }
  const looksLikeFile = !/[/\\]$/.test(out) && /.\.[^.]+$/.test(basename(out));
  const isFolder = there?.isDirectory() ?? (formats.length > 1 || !looksLikeFile);
  // One model is enough for the files that do not say where it lies.
  const home = formats.find((f) => f.modelIn !== null)?.modelIn?.(name) ?? BESIDE;
  const modelIn = (format: DeployFormat): string => format.modelIn?.(name) ?? home;
  const nameOf = (format: DeployFormat): string =>
    relative(dirname(format.fileIn(name)), modelIn(format)).replaceAll('\\', '/');
  return {
    fileOf: (format) => (isFolder ? join(out, format.fileIn(name)) : out),
    modelOf: (format) =>
      isFolder ? join(out, modelIn(format)) : join(dirname(out), nameOf(format)),
    modelNameOf: nameOf,
  };
}
