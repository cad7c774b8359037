import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import type { ByteSource } from '../onnx/byte-source.ts';

/** A model file open for reading. */
export interface ModelFile extends ByteSource {
  readonly path: string;
  close(): void;
}

/**
 * Opens a model without reading it. Throws a TuneError where there is no regular file to read: directories, devices and
 * pipes are refused (a pipe without blocking on it).
 */
export function openModelFile(path: string): ModelFile {
  const descriptor = open(path);
  const status = fstatSync(descriptor);
  if (!status.isFile()) {
    closeSync(descriptor);
    const kind = status.isDirectory() ? 'a directory' : 'a device or pipe';
    throw new TuneError('model', `${printable(path, 400)} is ${kind}, not a model file.`, {
      hint: 'Give the path of one .onnx file.',
    });
  }
  let buffer = new Uint8Array(64 * 1024);
  return {
    path,
    size: status.size,
    read: (offset, length) => {
      if (length > buffer.length) buffer = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const count = readSync(descriptor, buffer, filled, length - filled, offset + filled);
        if (count === 0) break;
        filled += count;
      }
      return buffer.subarray(0, filled);
    },
    close: () => closeSync(descriptor),
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'permission is denied',
  ELOOP: 'its symbolic links form a loop',
  ENXIO: 'it is a device or pipe, not a model file',
};

function open(path: string): number {
  try {
    // Opening a pipe to read would wait for a writer; Windows has no such flag and no such pipes.
    return openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new TuneError(
      'model',
      `Cannot open ${printable(path, 400)}: ${REASONS[code] ?? message}.`,
      {
        cause: error,
        hint: 'Check the path; give one .onnx file.',
      },
    );
  }
}
