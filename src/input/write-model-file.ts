import { randomBytes } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { ByteSource } from '../onnx/byte-source.ts';
import type { ModelBytes } from '../onnx/model-bytes.ts';
import type { ExternalFile } from './external-data.ts';

const COPY_BYTES = 4 * 1024 * 1024;

/** Where the parts of a model that are not held in memory come from. */
export interface ModelOrigin {
  /** The file the model was read from. */
  readonly source?: ByteSource;
  /** Its external data, which is linked (or, across file systems, copied) into the target's folder. */
  readonly externalFiles?: readonly ExternalFile[];
}

/**
 * Writes an encoded model to `path` as a whole or not at all: under another name first, renamed when complete. The
 * origin stays untouched and must not be the target. File system errors are thrown as they come, with nothing left behind.
 */
export function writeModelFile(path: string, model: ModelBytes, origin: ModelOrigin = {}): void {
  const folder = dirname(path);
  for (const file of origin.externalFiles ?? []) provide(file, join(folder, file.location));
  replaceWhole(path, (temporary) => {
    const descriptor = openSync(temporary, 'wx');
    try {
      writeParts(descriptor, model, origin.source);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
}

function writeParts(descriptor: number, model: ModelBytes, source: ByteSource | undefined): void {
  for (const part of model.parts) {
    if (part.kind === 'bytes') writeAll(descriptor, part.bytes);
    else copyRange(descriptor, source, part.offset, part.length);
  }
}

function copyRange(
  descriptor: number,
  source: ByteSource | undefined,
  offset: number,
  length: number,
): void {
  for (let done = 0; done < length; ) {
    const bytes = source?.read(offset + done, Math.min(COPY_BYTES, length - done));
    if (bytes === undefined || bytes.length === 0)
      throw new RangeError('the source given is not the file the weights of this model are in');
    writeAll(descriptor, bytes);
    done += bytes.length;
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
}

/** Makes an external file available under another path, without copying where the file system allows. */
function provide(file: ExternalFile, target: string): void {
  if (isSameFile(file.path, target)) return;
  mkdirSync(dirname(target), { recursive: true });
  replaceWhole(target, (temporary) => {
    try {
      linkSync(file.path, temporary);
    } catch {
      copyFileSync(file.path, temporary);
    }
  });
}

function isSameFile(path: string, target: string): boolean {
  const there = statSync(target, { throwIfNoEntry: false });
  const here = statSync(path);
  return there !== undefined && there.ino === here.ino && there.dev === here.dev;
}

/** Lets `make` create a file under a temporary name, then gives it its own; removes it where anything fails. */
function replaceWhole(path: string, make: (temporary: string) => void): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    make(temporary);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
