import { basename } from 'node:path';
import { printable } from '../core/printable.ts';
import type { ValueInfo } from '../onnx/model-graph.ts';
import type { RealFeed } from '../onnx/real-feed.ts';
import { listSome } from './describe-input.ts';
import { findArrays, MAX_INPUT_BYTES, tooLarge } from './find-arrays.ts';
import { fitArray } from './fit-array.ts';
import { matchArrays } from './match-arrays.ts';

export interface RealFeeds {
  /** In the order of the model's inputs; inputs that no array is for are left out. */
  readonly feeds: readonly RealFeed[];
  /** What the user should know of them: conversions, inputs left out, rows that do not pair. */
  readonly notes: readonly string[];
}

/**
 * Reads real inputs: a .npz archive, a folder of `<input>.npy`, or one .npy file. Each array has to fit the input of its
 * name (see `matchArrays`, `fitArray`); inputs without an array are left to be generated, which a note says.
 *
 * `batchAxes` gives the axis along which each input's samples are stacked (null: none); inputs it does not name are taken
 * to have their samples along axis 0. Throws a TuneError of kind `usage` that names what is there and what is expected.
 */
export function readFeeds(
  path: string,
  inputs: readonly ValueInfo[],
  batchAxes: ReadonlyMap<string, number | null> = new Map(),
): RealFeeds {
  const label = basename(path);
  const matched = matchArrays(findArrays(path), inputs, label);
  const total = matched.reduce((sum, { array }) => sum + array.size, 0);
  if (total > MAX_INPUT_BYTES) throw tooLarge(label, total);
  const fitted = matched.map(({ input, array }) => {
    const axis = batchAxes.get(input.name);
    return fitArray(array.read(), input, axis === undefined ? 0 : axis, array.label);
  });
  const feeds = fitted.map(({ feed }) => feed);
  const notes = fitted.map(({ note }) => note);
  notes.push(missingNote(feeds, inputs, label), rowsNote(feeds, inputs, batchAxes));
  return { feeds, notes: notes.filter((note) => note !== null) };
}

function missingNote(
  feeds: readonly RealFeed[],
  inputs: readonly ValueInfo[],
  label: string,
): string | null {
  const missing = inputs.filter((input) => !feeds.some((feed) => feed.name === input.name));
  if (missing.length === 0) return null;
  const names = listSome(missing.map((input) => `"${printable(input.name)}"`));
  return `${printable(label)} holds no array for ${names}: generated values are fed there.`;
}

/** Rows repeat by themselves: with 10 rows in one input and 4 in another, a row would meet changing partners. */
function rowsNote(
  feeds: readonly RealFeed[],
  inputs: readonly ValueInfo[],
  batchAxes: ReadonlyMap<string, number | null>,
): string | null {
  const counts = feeds.flatMap((feed) => {
    const axis = batchAxes.get(feed.name) ?? null;
    const input = inputs.find(({ name }) => name === feed.name);
    if (axis === null || input === undefined) return [];
    return [{ name: feed.name, rows: rowCount(feed, input, axis) }];
  });
  const [first, ...others] = counts.filter(({ rows }) => rows > 1);
  if (first === undefined || others.every(({ rows }) => rows === first.rows)) return null;
  const list = listSome(counts.map(({ name, rows }) => `"${printable(name)}" ${rows}`));
  return `Inputs hold different numbers of rows (${list}): each repeats on its own, so rows do not stay together.`;
}

function rowCount(feed: RealFeed, input: ValueInfo, axis: number): number {
  const declared = input.type.kind === 'tensor' ? input.type.shape?.[axis] : null;
  return (feed.shape[axis] ?? 1) / (typeof declared === 'number' ? Math.max(1, declared) : 1);
}
