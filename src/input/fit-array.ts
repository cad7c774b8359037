import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import type { Dimension, ValueInfo } from '../onnx/model-graph.ts';
import type { RealFeed } from '../onnx/real-feed.ts';
import { convertNumbers } from './convert-numbers.ts';
import { describeInput, shapeText } from './describe-input.ts';
import type { NpyArray } from './read-npy.ts';

/**
 * Makes an array the feed of an input: its type equal or converted without loss of meaning (said in `note`), its rank
 * equal, declared sizes equal. Along `batchAxis` it may hold any number of samples, at least one: a multiple of the size
 * declared there. Throws a TuneError of kind `usage`.
 */
export function fitArray(
  array: NpyArray,
  input: ValueInfo,
  batchAxis: number | null,
  label: string,
): { readonly feed: RealFeed; readonly note: string | null } {
  if (input.type.kind !== 'tensor') {
    throw misfit(label, 'an array of numbers', input, 'Only tensors can be given as real inputs.');
  }
  const { elementType } = input.type;
  if (input.type.shape !== null) checkShape(array.shape, input.type.shape, batchAxis, input, label);
  const conversion = convertNumbers(array.data, array.elementType, elementType);
  if (conversion?.kind !== 'converted') {
    const value = conversion === null ? '' : ` with the number ${conversion.value}`;
    const hint =
      conversion === null
        ? castHint(elementType)
        : `Keep the numbers within what ${elementType} can hold.`;
    throw misfit(label, `${array.elementType}${value}`, input, hint);
  }
  const note =
    array.elementType === elementType
      ? null
      : `Input "${printable(input.name)}": converted from ${array.elementType} to ${elementType}.`;
  const { name } = input;
  return { feed: { name, elementType, shape: array.shape, data: conversion.data }, note };
}

function checkShape(
  found: readonly number[],
  declared: readonly Dimension[],
  batchAxis: number | null,
  input: ValueInfo,
  label: string,
): void {
  const shape = `shape ${shapeText(found)}`;
  if (found.length !== declared.length) {
    const lacksBatch = found.length + 1 === declared.length && batchAxis !== null;
    const hint = lacksBatch
      ? `A batch axis is missing? numpy.expand_dims(array, ${batchAxis}) adds it.`
      : `It has to have ${declared.length} axes.`;
    throw misfit(label, shape, input, hint);
  }
  found.forEach((size, axis) => {
    const problem = axisProblem(size, declared[axis] ?? null, axis === batchAxis);
    if (problem !== null) throw misfit(label, shape, input, `Axis ${axis} ${problem}.`);
  });
}

/** What is wrong with a size, or null. */
function axisProblem(size: number, declared: Dimension, isBatch: boolean): string | null {
  if (isBatch && size === 0) return 'holds no samples';
  if (typeof declared !== 'number' || size === declared) return null;
  if (!isBatch) return `has to have size ${declared}`;
  return size % declared === 0 ? null : `has to be a multiple of ${declared}`;
}

function castHint(elementType: string): string {
  const numpyType = elementType === 'bool' ? 'bool_' : elementType;
  return `Save it with the right type, for example array.astype(numpy.${numpyType}).`;
}

function misfit(label: string, found: string, input: ValueInfo, hint: string): TuneError {
  return new TuneError(
    'usage',
    `${printable(label, 400)} is ${found}; the model takes ${describeInput(input)}.`,
    {
      hint,
    },
  );
}
