import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import type { TensorData } from './model-graph.ts';

/** Reads the external_data entries of a tensor. Throws a TuneError for a missing location, or an offset or length that is no size. */
export function readExternalLocation(
  tensor: string,
  entries: ReadonlyMap<string, string>,
): TensorData & { readonly kind: 'external' } {
  const location = entries.get('location') ?? '';
  if (location === '') {
    throw new TuneError(
      'model',
      `Tensor "${printable(tensor)}" keeps its data outside the model but names no file.`,
      {
        hint: 'Export the model again, or save it in one file.',
      },
    );
  }
  const offset = size(tensor, 'offset', entries.get('offset')) ?? 0;
  return {
    kind: 'external',
    location,
    offset,
    length: size(tensor, 'length', entries.get('length')),
  };
}

function size(tensor: string, what: string, text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new TuneError(
    'model',
    `Tensor "${printable(tensor)}" gives "${printable(text)}" as the ${what} of its external data; expected a number of bytes from 0.`,
    { hint: 'The model is damaged or hostile: export it again from its source.' },
  );
}
