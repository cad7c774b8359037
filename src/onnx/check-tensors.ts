import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { describeNode } from './describe-node.ts';
import { elementCount, tensorByteLength } from './element-type.ts';
import type { ModelGraph, Tensor } from './model-graph.ts';
import { isVarintField } from './typed-data.ts';
import { everyTensor, type StoredTensor } from './walk-graph.ts';

const DAMAGED = 'The model is damaged or was written wrongly: fetch or export it again.';

/** Checks that every stored tensor has possible dimensions and as much data as they say. */
export function checkTensors(model: ModelGraph): void {
  for (const stored of everyTensor(model)) {
    const problem = dimensionProblem(stored.tensor) ?? dataProblem(stored.tensor);
    if (problem !== null) {
      throw new TuneError('model', `${describeTensor(stored)} ${problem.what}.`, {
        hint: problem.hint,
      });
    }
  }
}

interface Problem {
  readonly what: string;
  readonly hint: string;
}

function dimensionProblem({ dims, elementType }: Tensor): Problem | null {
  const shape = `[${dims.slice(0, 8).join(', ')}${dims.length > 8 ? ', …' : ''}]`;
  if (dims.some((d) => d < 0))
    return { what: `has a negative dimension in its shape ${shape}`, hint: DAMAGED };
  const size = tensorByteLength(elementType, dims) ?? elementCount(dims);
  if (size <= Number.MAX_SAFE_INTEGER) return null;
  return { what: `has the impossible shape ${shape}: more than 2^53 bytes`, hint: DAMAGED };
}

function dataProblem({ dims, elementType, data }: Tensor): Problem | null {
  const count = elementCount(dims);
  if (data.kind === 'none') {
    return count === 0
      ? null
      : {
          what: 'has no data',
          hint: 'The weights were stripped from this file: give the model with its weights.',
        };
  }
  if (data.kind === 'strings') {
    return compare(data.values.length, count, 'strings');
  }
  const expected = tensorByteLength(elementType, dims);
  if (expected === null) return { what: 'has no element type', hint: DAMAGED };
  if (data.kind === 'inline') return compare(data.bytes.length, expected, 'bytes');
  if (data.kind === 'external') {
    return data.length !== null && data.length < expected
      ? { what: `needs ${expected} bytes, but its external data has ${data.length}`, hint: DAMAGED }
      : null;
  }
  const stored = data.spans.reduce((sum, s) => sum + s.length, 0);
  // Each element of a varint field takes one byte at least; counting them would mean to read them all.
  if (isVarintField(data.field)) return stored < count ? compare(stored, count, 'numbers') : null;
  return compare(stored, expected, 'bytes');
}

function compare(found: number, expected: number, unit: string): Problem | null {
  if (found === expected) return null;
  const hint =
    found === 0
      ? 'The weights were stripped from this file: give the model with its weights.'
      : DAMAGED;
  return { what: `holds ${found} ${unit}, but its shape needs ${expected}`, hint };
}

function describeTensor({ tensor, holder }: StoredTensor): string {
  if (holder === null) return `Initialiser "${printable(tensor.name)}"`;
  return `A tensor of ${describeNode(holder)}`;
}
