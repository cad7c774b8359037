import type { ShapeOverrides } from '../batching/resolve-input-shapes.ts';
import { nearestName } from '../core/nearest-name.ts';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { feedInputs, type ModelGraph } from '../onnx/model-graph.ts';
import type { RealFeed } from '../onnx/real-feed.ts';
import type { ShapeOverride } from './options/parse-shape.ts';

/**
 * Sizes by input: what the user wrote, else those of real inputs, of which an axis without a fixed size that all of them could
 * stack along is left open. Throws a `TuneError` (usage) for inputs the model does not have.
 */
export function shapeOverridesFor(
  model: ModelGraph,
  shapes: readonly ShapeOverride[],
  feeds: readonly RealFeed[],
): ShapeOverrides {
  const inputs = feedInputs(model.graph);
  const overrides = new Map<string, readonly (number | null)[]>();
  for (const { name, shape } of feeds) {
    const declared = inputs.find((i) => i.name === name)?.type;
    const dims = declared?.kind === 'tensor' ? declared.shape : null;
    // The first free axis is where samples are stacked: how many there are is no size of the model.
    const free = dims?.findIndex((d) => typeof d !== 'number') ?? -1;
    overrides.set(
      name,
      shape.map((d, axis) => (axis === free || typeof dims?.[axis] === 'number' ? null : d)),
    );
  }
  for (const { input, dims, label } of shapes) {
    const name =
      input ??
      onlyInput(
        inputs.map((i) => i.name),
        label,
      );
    if (!inputs.some((i) => i.name === name))
      throw unknownInput(
        name,
        inputs.map((i) => i.name),
        label,
      );
    overrides.set(
      name,
      dims.map((d) => (typeof d === 'number' ? d : null)),
    );
  }
  return overrides;
}

function onlyInput(names: readonly string[], label: string): string {
  const [name, ...more] = names;
  if (name !== undefined && more.length === 0) return name;
  throw new TuneError('usage', `${label} must say which input it is for`, {
    hint: `Inputs: ${names.map((n) => printable(n, 60)).join(', ')}. Write input=sizes.`,
  });
}

function unknownInput(name: string, names: readonly string[], label: string): TuneError {
  const meant = nearestName(name, names);
  return new TuneError(
    'usage',
    `${label} names an input the model does not have: ${printable(name, 60)}`,
    {
      hint: `${meant === null ? '' : `Did you mean ${printable(meant, 60)}? `}Inputs: ${names.map((n) => printable(n, 60)).join(', ')}.`,
    },
  );
}
