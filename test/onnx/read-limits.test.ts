import { describe, expect, test } from 'vitest';
import type { ByteSource } from '../../src/onnx/byte-source.ts';
import { bytesInMemory } from '../../src/onnx/bytes-in-memory.ts';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import {
  createBudget,
  INLINE_TOTAL_BYTES,
  MAX_COUNTS,
  MAX_KEPT_BYTES,
  TINY_TENSOR_BYTES,
} from '../../src/onnx/limits.ts';
import { joinModelBytes } from '../../src/onnx/model-bytes.ts';
import type { Graph } from '../../src/onnx/model-graph.ts';
import { readModel } from '../../src/onnx/read-model.ts';
import { writeModel } from '../../src/onnx/write-model.ts';
import { thrownTuneError } from '../support/thrown-tune-error.ts';
import { concatenated, messageBytes } from '../support/wire-bytes.ts';

/** A graph in a graph in a graph …, `levels` below the outermost. */
function nested(levels: number): Uint8Array {
  let inner: Graph = createGraphBuilder().graph();
  for (let i = 0; i < levels; i++) {
    const graph = createGraphBuilder();
    graph.node('Loop', [], { body: inner });
    inner = graph.graph();
  }
  const empty = createGraphBuilder().model(17);
  return joinModelBytes(writeModel({ ...empty, graph: inner }));
}

describe('limits of reading', () => {
  test('thirty nested loops are read, a hundred thousand levels refused without a deep stack', () => {
    expect(readModel(bytesInMemory(nested(30))).graph.nodes).toHaveLength(1);
    expect(thrownTuneError(() => readModel(bytesInMemory(nested(40)))).message).toMatch(
      /nested more than 100 deep/,
    );
    const levels = 100_000;
    // Lengths that all reach to the end of the file: the deepest nesting that few bytes can claim.
    const deep = new Uint8Array(levels * 4);
    for (let i = 0; i < levels; i++)
      deep.set([i % 3 === 0 ? 0x0a : i % 3 === 1 ? 0x2a : 0x32, 0x80, 0x80, 0x01], i * 4);
    expect(() => readModel(bytesInMemory(concatenated([0x08, 0x08, 0x3a], deep)))).toThrow(/ONNX/);
  });

  test('a name longer than 64 KiB is refused', () => {
    const graph = messageBytes((g) => g.text(2, 'x'.repeat(70_000)));
    const bytes = messageBytes((m) => m.integer(1, 8).bytes(7, graph));
    expect(thrownTuneError(() => readModel(bytesInMemory(bytes))).message).toMatch(/70000 bytes/);
  });

  test('two million empty nodes in four megabytes are refused', () => {
    const bytes = messageBytes((m) => m.integer(1, 8).bytes(7, repeated([0x0a, 0x00], 2_000_000)));
    expect(thrownTuneError(() => readModel(bytesInMemory(bytes))).message).toMatch(
      /more than 1,000,000 nodes/,
    );
  }, 60_000);

  test('counts and bytes are refused one past the limit, not at it', () => {
    const budget = createBudget();
    budget.count('tensors', MAX_COUNTS.tensors);
    expect(() => budget.count('tensors')).toThrow(/tensors/);
    budget.keep(MAX_KEPT_BYTES);
    expect(() => budget.keep(1)).toThrow(/MiB/);
  });

  test('past the total for small tensors only tiny ones are still read', () => {
    const budget = createBudget();
    for (let read = 0; read < INLINE_TOTAL_BYTES; read += 65_536)
      expect(budget.admitInline(65_536)).toBe(true);
    expect(budget.admitInline(65_536)).toBe(false);
    expect(budget.admitInline(TINY_TENSOR_BYTES)).toBe(true);
  });

  test('a file that ends before its size is refused', () => {
    const lying: ByteSource = { size: 1000, read: () => Uint8Array.of() };
    expect(thrownTuneError(() => readModel(lying)).message).toMatch(/earlier than its size/);
  });
});

function repeated(bytes: readonly number[], times: number): Uint8Array {
  const out = new Uint8Array(bytes.length * times);
  for (let i = 0; i < times; i++) out.set(bytes, i * bytes.length);
  return out;
}
