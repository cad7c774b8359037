import { nearestName } from '../core/nearest-name.ts';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import type { ValueInfo } from '../onnx/model-graph.ts';
import { describeInput, listSome } from './describe-input.ts';
import type { FoundArray, FoundArrays } from './find-arrays.ts';

/** An input of the model with the array to feed to it. */
export interface MatchedArray {
  readonly input: ValueInfo;
  readonly array: FoundArray;
}

/**
 * Pairs arrays with the inputs of the same name, in the order of the inputs. Names with characters that file names cannot
 * carry (`/ \ : * ? " < > |`) are also found with `_` in their place. The only array for the only input may have any
 * name. Throws a TuneError of kind `usage` where an array belongs to no input, or to two, or two belong to one.
 */
export function matchArrays(
  found: FoundArrays,
  inputs: readonly ValueInfo[],
  label: string,
): readonly MatchedArray[] {
  const [input] = inputs;
  const [array] = found.arrays;
  if (array === undefined) {
    throw new TuneError('usage', `There is no .npy array in ${printable(label, 400)}.`, {
      hint: `Save one array per input: ${expected(inputs)}.`,
    });
  }
  if (found.anonymous && inputs.length === 1 && input !== undefined) return [{ input, array }];
  const arrayOf = new Map<ValueInfo, FoundArray>();
  const unknown: string[] = [];
  for (const array of found.arrays) {
    const meant = inputNamed(array, inputs);
    if (meant === null) unknown.push(array.name);
    else if (arrayOf.has(meant)) throw twoFor(meant, label);
    else arrayOf.set(meant, array);
  }
  if (unknown.length > 0) throw unknownArrays(unknown, inputs, label);
  return inputs.flatMap((input) => {
    const array = arrayOf.get(input);
    return array === undefined ? [] : [{ input, array }];
  });
}

/** What a user may give: `"x" float32 [N, 3], "y" int64 [N]`. */
function expected(inputs: readonly ValueInfo[]): string {
  return listSome(inputs.map(describeInput));
}

function inputNamed(array: FoundArray, inputs: readonly ValueInfo[]): ValueInfo | null {
  const exact = inputs.find((input) => input.name === array.name);
  if (exact !== undefined) return exact;
  const alike = inputs.filter((input) => fileNameOf(input.name) === array.name);
  if (alike.length > 1) {
    throw new TuneError(
      'usage',
      `The array "${printable(array.name)}" could be any of ${expected(alike)}.`,
      { hint: 'Save the inputs with numpy.savez, whose names can carry every character.' },
    );
  }
  return alike[0] ?? null;
}

/** The name with `_` for what Windows or Unix do not allow in file names. */
function fileNameOf(name: string): string {
  return name.replace(/[/\\:*?"<>|]/g, '_');
}

function twoFor(input: ValueInfo, label: string): TuneError {
  return new TuneError(
    'usage',
    `Two arrays in ${printable(label, 400)} are for the input "${printable(input.name)}".`,
    { hint: 'Remove one of them.' },
  );
}

function unknownArrays(
  names: readonly string[],
  inputs: readonly ValueInfo[],
  label: string,
): TuneError {
  const list = listSome(names.map((name) => `"${printable(name)}"`));
  const near = nearestName(
    names[0] ?? '',
    inputs.map((input) => input.name),
  );
  const question = near === null ? '' : ` Did you mean "${printable(near)}"?`;
  return new TuneError(
    'usage',
    `The model has no input for ${list} in ${printable(label, 400)}.${question}`,
    { hint: `Rename or remove it. The model takes: ${expected(inputs)}.` },
  );
}
