import { findSequenceAxes, type SequenceAxes } from '../batching/find-sequence-axes.ts';
import { followLengths } from '../batching/follow-lengths.ts';
import { planBatching } from '../batching/plan-batching.ts';
import type { ResolvedInput, ShapeOverrides } from '../batching/resolve-input-shapes.ts';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { type Grouping, paddedLength, type RequestMix } from '../lengths/batch-cycle.ts';
import type { FeedSpec } from '../onnx/feed-spec.ts';
import type { ModelGraph } from '../onnx/model-graph.ts';
import type { RealFeed } from '../onnx/real-feed.ts';
import { allocateNumbers } from '../onnx/typed-numbers.ts';
import type { WorkerModel } from '../probe/worker/protocol.ts';
import type { LengthOptions } from './options/length-options.ts';
import { readLengths } from './read-lengths.ts';

/** Requests of many lengths, as a model is to be run on them. */
export interface PlannedLengths {
  readonly axes: SequenceAxes;
  readonly grouping: Grouping;
  /** Representative lengths of requests, ascending. */
  readonly lengths: readonly number[];
  /** A length that runs are padded to, nearest the mean of them: what stands for all of them where one has to. */
  readonly typical: number;
  /** The longest that runs are padded to. */
  readonly longest: number;
}

/**
 * Reads the lengths and finds the axes they are for. Throws a `TuneError` (usage) where they cannot be read, where the model
 * does not say which axis they are for, and for real inputs, which have lengths of their own.
 */
export function planLengths(
  model: ModelGraph,
  inputs: readonly ResolvedInput[],
  options: LengthOptions,
  realFeeds: readonly RealFeed[],
): PlannedLengths {
  const { grouping, sequenceAxis } = options;
  const axes = findSequenceAxes(inputs, planBatching(model, inputs), sequenceAxis);
  const real = realFeeds.find(({ name }) => axes.has(name));
  if (real !== undefined) {
    throw new TuneError(
      'usage',
      `--input gives input ${printable(real.name, 60)}, which has a length of its own`,
      {
        hint: 'Leave its array out to have it generated at every length, or leave --lengths out.',
      },
    );
  }
  const lengths = readLengths(options);
  const padded = lengths.map((length) => paddedLength(length, grouping));
  const mean = padded.reduce((sum, length) => sum + length, 0) / padded.length;
  const nearer = (a: number, b: number): number =>
    Math.abs(b - mean) < Math.abs(a - mean) ? b : a;
  return { axes, grouping, lengths, typical: padded.reduce(nearer), longest: Math.max(...padded) };
}

/** Shapes with every sequence axis at one length. */
export function shapesAtLength(
  inputs: readonly ResolvedInput[],
  overrides: ShapeOverrides,
  axes: SequenceAxes,
  length: number,
): ShapeOverrides {
  const shapes = new Map(overrides);
  for (const [name, along] of axes) {
    const declared = inputs.find((i) => i.name === name)?.declared ?? [];
    const given = overrides.get(name);
    shapes.set(
      name,
      declared.map((_, axis) => (along.includes(axis) ? length : (given?.[axis] ?? null))),
    );
  }
  return shapes;
}

/** What the workers of such a model are told besides. */
export function requestsOf(
  { axes, grouping, lengths, typical }: PlannedLengths,
  specs: readonly FeedSpec[],
  seed: number,
): Required<Pick<WorkerModel, 'feeds' | 'requests'>> {
  const bytes = specs
    .filter(({ name }) => axes.has(name))
    .map((s) => s.shape.reduce((a, b) => a * b, 1) * elementBytes(s))
    .reduce((sum, b) => sum + b, 0);
  const requests: RequestMix = { lengths, grouping, seed, bytesPerPosition: bytes / typical };
  return { feeds: followLengths(specs, axes), requests };
}

function elementBytes({ elementType }: FeedSpec): number {
  return allocateNumbers(elementType, 1).BYTES_PER_ELEMENT;
}
