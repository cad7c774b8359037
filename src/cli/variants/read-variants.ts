import { basename, resolve } from 'node:path';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import type { ContestEntry } from '../../variants/contest.ts';
import { type ReadModel, readModelFile } from '../read-model-file.ts';
import { fileMark } from './file-mark.ts';

/** A file among the variants: read, or why it could not be. */
export interface VariantFile {
  /** As it was given. */
  readonly given: string;
  readonly accuracy: number | null;
  readonly read: {
    readonly model: ReadModel;
    readonly file: NonNullable<ContestEntry['file']>;
  } | null;
  readonly error: TuneError | null;
}

/**
 * Reads every file; one that cannot be read is put on record. The same file (or the same bytes) given twice counts once, and
 * `warn` is told. Throws a `TuneError`: that of the first file where none can be read, or of usage where one file is said to be of two
 * accuracies.
 */
export async function readVariantFiles(
  paths: readonly string[],
  accuracies: readonly (number | null)[],
  warn: (message: string) => void,
): Promise<readonly VariantFile[]> {
  const files: VariantFile[] = [];
  const bySha = new Map<string, VariantFile>();
  for (const [i, given] of paths.entries()) {
    const file = await readFile(given, accuracies[i] ?? null);
    const sha = file.read?.model.sha256;
    const earlier = sha === undefined ? undefined : bySha.get(sha);
    if (earlier !== undefined) {
      requireSameAccuracy(earlier, file);
      warn(`${printable(given, 100)} is ${sameAs(earlier, file)}: it counts once.`);
      continue;
    }
    if (sha !== undefined) bySha.set(sha, file);
    files.push(file);
  }
  const [failed] = files.flatMap(({ error }) => (error === null ? [] : [error]));
  if (failed !== undefined && files.every(({ read }) => read === null)) throw failed;
  return files;
}

async function readFile(given: string, accuracy: number | null): Promise<VariantFile> {
  try {
    const model = await readModelFile(given);
    return { given, accuracy, read: { model, file: fileMark(given) }, error: null };
  } catch (error) {
    if (!(error instanceof TuneError)) throw error;
    return { given, accuracy, read: null, error };
  }
}

function sameAs(earlier: VariantFile, file: VariantFile): string {
  const isSamePath = resolve(earlier.given) === resolve(file.given);
  return isSamePath ? 'given twice' : `the same model as ${printable(earlier.given, 100)}`;
}

function requireSameAccuracy(earlier: VariantFile, file: VariantFile): void {
  if (earlier.accuracy === file.accuracy) return;
  throw new TuneError(
    'usage',
    `${printable(file.given, 100)} is the same model as ${printable(earlier.given, 100)}, but --accuracy says ${file.accuracy} of one and ${earlier.accuracy} of the other.`,
    { hint: 'Leave one of them out.' },
  );
}

/** How the files are told apart: by their names, or by as much of their paths as it takes. */
export function distinctNames(paths: readonly string[]): readonly string[] {
  const parts = paths.map((path) => resolve(path).split(/[/\\]/));
  const longest = Math.max(...parts.map((p) => p.length));
  for (let length = 1; length < longest; length++) {
    const names = parts.map((p) => p.slice(-length).join('/'));
    if (new Set(names).size === names.length) return names;
  }
  return parts.map((p) => p.join('/'));
}

/** A shorter beginning of names says nothing of a task. */
const LEAST_STEM = 3;

/** A name for the task of these files: what their names begin with in common, else the first one's own. */
export function taskNameOf(paths: readonly string[]): string {
  const [first = '', ...others] = paths.map((path) => basename(path).replace(/\.onnx$/i, ''));
  const length = others.reduce((shared, name) => {
    let same = 0;
    while (same < shared && name[same] === first[same]) same++;
    return same;
  }, first.length);
  const stem = first.slice(0, length).replace(/[-_. ]+$/, '');
  return printable(stem.length < LEAST_STEM ? first : stem, 60);
}
