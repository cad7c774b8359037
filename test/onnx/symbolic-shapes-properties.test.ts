import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { shapeRuleOf } from '../../operators/catalogue.ts';
import { createGraphBuilder, type GraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { ModelGraph } from '../../src/onnx/model-graph.ts';
import { inferShapes } from '../../src/onnx/shape-inference.ts';
import { symbolicShapes } from '../../src/onnx/symbolic-shapes.ts';
import { sizeAt } from '../../src/onnx/symbolic-size.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';
import { assertProperty } from '../support/assert-property.ts';

/** Adds nodes to a tensor of three axes; the result has three axes too. */
type Layer = (b: GraphBuilder, y: string) => string;

const ints = (b: GraphBuilder, ...values: number[]): string =>
  b.initialiser(tensorFrom('int64', [values.length], values));

const window = fc
  .record({
    kernel_shape: fc.tuple(fc.integer({ min: 1, max: 3 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 })),
    ceil_mode: fc.integer({ min: 0, max: 1 }),
  })
  .map(
    (attributes): Layer =>
      (b, y) =>
        b.node('MaxPool', [y], attributes),
  );

const padding = fc.integer({ min: 0, max: 5 }).map(
  (by): Layer =>
    (b, y) =>
      b.node('Pad', [y, ints(b, 0, 0, 0, 0, 0, by)]),
);

const repeats = fc.integer({ min: 1, max: 4 }).map(
  (by): Layer =>
    (b, y) =>
      b.node('Tile', [y, ints(b, 1, by, 1)]),
);

const fold: Layer = (b, y) =>
  b.node('Unsqueeze', [b.node('Flatten', [y], { axis: 2 }), ints(b, 0)]);

const join: Layer = (b, y) => b.node('Concat', [y, y], { axis: 2 });

const layers = fc.array(fc.oneof(window, padding, repeats, fc.constantFrom(fold, join)), {
  minLength: 1,
  maxLength: 5,
});

function modelOf(stack: readonly Layer[]): { readonly model: ModelGraph; readonly y: string } {
  const b = createGraphBuilder();
  const x = b.input('x', 'float32', ['N', 'C', 'L']);
  const y = stack.reduce((value, layer) => layer(b, value), x);
  return { model: b.model(13), y };
}

it('symbolic shapes are what inference says for any sizes that every division on the way divides', () => {
  let known = 0;
  let asked = 0;
  const size = fc.integer({ min: 1, max: 40 });
  const length = fc.integer({ min: 300, max: 900 });
  assertProperty(
    fc.property(layers, size, size, length, (stack, n, c, l) => {
      const { model, y } = modelOf(stack);
      const symbolic = symbolicShapes(model, shapeRuleOf);
      const given = new Map([['x', { shape: [n, c, l] }]]);
      const actual = inferShapes(model, given, shapeRuleOf).values.get(y)?.shape;
      const at = new Map(Object.entries({ N: n, C: c, L: l }));
      // A division that leaves a rest cannot be seen any more once a later layer has multiplied its result.
      const divides = [...symbolic.values()].every(
        (shape) => shape?.every((size) => Number.isInteger(sizeAt(size, at))) ?? false,
      );
      asked++;
      if (!divides) return;
      known++;
      expect(symbolic.get(y)?.map((size) => sizeAt(size, at))).toEqual(actual);
    }),
    300,
  );
  expect(known).toBeGreaterThan(asked / 2);
});
