import { realpathSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, join, posix, relative, sep, win32 } from 'node:path';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { tensorByteLength } from '../onnx/element-type.ts';
import type { ModelGraph, Tensor } from '../onnx/model-graph.ts';
import { everyTensor } from '../onnx/walk-graph.ts';

/** A file beside the model that holds weights. */
export interface ExternalFile {
  /** As the model names it, relative to its folder. */
  readonly location: string;
  /** Where it lies, links resolved. */
  readonly path: string;
  readonly size: number;
}

/**
 * Finds the files that hold a model's weights, without reading them; one entry per location, in order of first use.
 * Throws a TuneError where a location leaves the model's folder (absolute, `..`, symbolic link), is missing, is no
 * regular file, or is shorter than a tensor needs.
 */
export function locateExternalData(model: ModelGraph, folder: string): readonly ExternalFile[] {
  const files = new Map<string, ExternalFile>();
  for (const { tensor } of everyTensor(model)) {
    if (tensor.data.kind !== 'external') continue;
    const { location, offset, length } = tensor.data;
    const file = files.get(location) ?? locate(folder, location, tensor);
    files.set(location, file);
    const end = offset + (length ?? tensorByteLength(tensor.elementType, tensor.dims) ?? 0);
    if (end > file.size) throw tooShort(tensor, file, end);
  }
  return [...files.values()];
}

function locate(folder: string, location: string, tensor: Tensor): ExternalFile {
  refuseEscape(location, tensor);
  const named = join(folder, location);
  let path: string;
  let status: Stats;
  try {
    path = realpathSync(named);
    status = statSync(path);
  } catch (error) {
    throw new TuneError(
      'model',
      `The weights of tensor "${printable(tensor.name)}" are in the file "${printable(location)}", which is not beside the model.`,
      {
        cause: error,
        hint: `Put it there: ${printable(named, 400)} (download it together with the model).`,
      },
    );
  }
  if (isOutside(realpathSync(folder), path)) throw leavesFolder(location, tensor);
  if (!status.isFile()) {
    throw new TuneError('model', `External data "${printable(location)}" is not a regular file.`, {
      hint: 'Put the weights file that belongs to the model in its place.',
    });
  }
  return { location, path, size: status.size };
}

/** Refuses by name alone what could leave the folder on any platform, before the file system is asked. */
function refuseEscape(location: string, tensor: Tensor): void {
  if (location.includes('_ORT_MEM_ADDR_')) {
    throw new TuneError(
      'model',
      `Tensor "${printable(tensor.name)}" claims to have its data at an address in memory instead of in a file.`,
      {
        hint: 'The file was written from inside a running program, or is hostile: export the model again.',
      },
    );
  }
  const absolute = posix.isAbsolute(location) || win32.isAbsolute(location);
  const climbs = location.split(/[/\\]/).includes('..');
  if (absolute || climbs || /^[a-z]:/i.test(location) || location.includes('\0'))
    throw leavesFolder(location, tensor);
}

function isOutside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
}

function leavesFolder(location: string, tensor: Tensor): TuneError {
  return new TuneError(
    'model',
    `Tensor "${printable(tensor.name)}" keeps its data in "${printable(location)}", outside the model's folder; that is refused.`,
    {
      hint: 'If you trust the model, put the data file into its folder and save the model with that location (onnx.save with location=…).',
    },
  );
}

function tooShort(tensor: Tensor, file: ExternalFile, end: number): TuneError {
  return new TuneError(
    'model',
    `External data "${printable(file.location)}" has ${file.size} bytes, but tensor "${printable(tensor.name)}" needs it up to byte ${end}.`,
    { hint: 'The data file is truncated or belongs to another model: fetch both again.' },
  );
}
