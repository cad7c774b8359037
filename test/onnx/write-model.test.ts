import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesInMemory } from '../../src/onnx/bytes-in-memory.ts';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import { joinModelBytes } from '../../src/onnx/model-bytes.ts';
import type { ModelGraph, TensorData } from '../../src/onnx/model-graph.ts';
import { readModel } from '../../src/onnx/read-model.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';
import { writeModel } from '../../src/onnx/write-model.ts';
import { assertProperty } from '../support/assert-property.ts';
import { anyModel, SOURCE_BYTES } from '../support/model-arbitrary.ts';

/** A model with the numbers that lie in a file put in, so that two can be compared wherever theirs lie. */
function withNumbers(model: ModelGraph, file: Uint8Array): unknown {
  const resolve = (value: unknown): unknown => {
    if (value instanceof Uint8Array) return digest(value);
    if (value instanceof Map) return new Map(value);
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const data = value as TensorData;
    if (data.kind === 'file') {
      return data.spans.map((s) => [
        data.field,
        digest(file.subarray(s.offset, s.offset + s.length)),
      ]);
    }
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolve(v)]));
  };
  return resolve(model);
}

function digest(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex');
}

describe('writing a model', () => {
  test('is undone by reading it, for any model', () => {
    assertProperty(
      fc.property(anyModel, (model) => {
        const encoded = joinModelBytes(writeModel(model), bytesInMemory(SOURCE_BYTES));
        const decoded = readModel(bytesInMemory(encoded));
        expect(withNumbers(decoded, encoded)).toEqual(withNumbers(model, SOURCE_BYTES));
      }),
      300,
    );
  });

  test('states the length it takes', () => {
    assertProperty(
      fc.property(anyModel, (model) => {
        const { length, parts } = writeModel(model);
        const sum = parts.reduce((n, p) => n + (p.kind === 'bytes' ? p.bytes.length : p.length), 0);
        expect(sum).toBe(length);
      }),
      50,
    );
  });

  test('copies weights that stayed in the source file, and refuses another file', () => {
    const graph = createGraphBuilder();
    const x = graph.input('x', 'float32', [1]);
    const w = graph.initialiser(
      tensorFrom('float32', [20_000], new Float32Array(20_000).fill(3), 'w'),
    );
    graph.output(graph.node('Add', [x, w]), 'float32', [20_000]);
    const first = joinModelBytes(writeModel(graph.model(17)));
    const read = readModel(bytesInMemory(first));
    expect(read.graph.initialisers[0]?.data.kind).toBe('file');
    const written = writeModel(read);
    expect(written.parts.some((p) => p.kind === 'copy' && p.length === 80_000)).toBe(true);
    expect(joinModelBytes(written, bytesInMemory(first))).toEqual(first);
    expect(() => joinModelBytes(written)).toThrow(RangeError);
    expect(() => joinModelBytes(written, bytesInMemory(first.subarray(0, 100)))).toThrow(
      RangeError,
    );
  });
});
