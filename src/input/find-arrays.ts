import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { formatBytes } from '../core/format-bytes.ts';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { npyError } from './npy-error.ts';
import { isNpy, type NpyArray, readNpy } from './read-npy.ts';
import { isZip, zipEntries } from './zip-entries.ts';

/** An array that was found and not yet read. */
export interface FoundArray {
  /** The name it was saved under. */
  readonly name: string;
  /** For messages. */
  readonly label: string;
  /** Bytes with its header. */
  readonly size: number;
  read(): NpyArray;
}

export interface FoundArrays {
  readonly arrays: readonly FoundArray[];
  /** One array whose name need not mean anything: a single file, or what numpy.savez calls `arr_0`. */
  readonly anonymous: boolean;
}

/**
 * Real inputs may take this much memory, since every worker process holds a copy. Also what an archive may unpack to,
 * whatever it says.
 */
export const MAX_INPUT_BYTES: number = 2 ** 30;

const GIVE_ARRAYS =
  'Give a .npz archive, one .npy file, or a folder with one .npy file per input of the model.';

/**
 * Finds the arrays at `path`: those of a .npz archive, one .npy file, or the .npy files in a folder (what else lies there
 * is ignored, and so are folders in it). Files are told apart by their content. Throws a TuneError of kind `usage`.
 */
export function findArrays(path: string): FoundArrays {
  const status = look(path);
  if (status.isDirectory()) return { arrays: arraysOfFolder(path), anonymous: false };
  const name = basename(path);
  const bytes = readWhole(path, status);
  if (isZip(bytes)) {
    const arrays = arraysOfArchive(bytes, name);
    return { arrays, anonymous: arrays.length === 1 && arrays[0]?.name === 'arr_0' };
  }
  if (!isNpy(bytes) && /\.npz$/i.test(name))
    throw npyError(name, 'it is not a NumPy archive (.npz)');
  const array = {
    name: withoutSuffix(name),
    label: name,
    size: bytes.length,
    read: () => readNpy(bytes, name),
  };
  return { arrays: [array], anonymous: true };
}

function arraysOfArchive(bytes: Uint8Array, label: string): readonly FoundArray[] {
  return zipEntries(bytes, label)
    .filter((entry) => isNpyName(entry.name))
    .map((entry) => {
      const member = `"${printable(entry.name)}" of ${label}`;
      return {
        name: withoutSuffix(entry.name),
        label: member,
        size: entry.size,
        read: () => readNpy(entry.read(), member),
      };
    });
}

function arraysOfFolder(folder: string): readonly FoundArray[] {
  return attempt(folder, () => readdirSync(folder))
    .filter(isNpyName)
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const status = look(path);
      const read = () => readNpy(readWhole(path, status), name);
      return { name: withoutSuffix(name), label: name, size: status.size, read };
    });
}

function readWhole(path: string, status: Stats): Uint8Array {
  if (!status.isFile()) {
    throw new TuneError(
      'usage',
      `${printable(path, 400)} is a folder, device or pipe, not a file.`,
      {
        hint: GIVE_ARRAYS,
      },
    );
  }
  if (status.size > MAX_INPUT_BYTES) throw tooLarge(basename(path), status.size);
  return attempt(path, () => readFileSync(path));
}

/** The error for inputs past MAX_INPUT_BYTES. */
export function tooLarge(label: string, size: number): TuneError {
  return npyError(
    label,
    `real inputs of ${formatBytes(size)} are more than the ${formatBytes(MAX_INPUT_BYTES)} supported`,
    'Give fewer rows: a few dozen different ones are enough, they repeat to fill a batch.',
  );
}

function look(path: string): Stats {
  return attempt(path, () => statSync(path));
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    const reason = missing ? 'there is no such file or folder' : printable(message, 400);
    throw new TuneError('usage', `Cannot read inputs from ${printable(path, 400)}: ${reason}.`, {
      cause: error,
      hint: GIVE_ARRAYS,
    });
  }
}

function isNpyName(name: string): boolean {
  return /\.npy$/i.test(name);
}

function withoutSuffix(name: string): string {
  return name.replace(/\.npy$/i, '');
}
