import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TuneError } from '../../src/core/tune-error.ts';
import type { ByteSource } from '../../src/onnx/byte-source.ts';
import { bytesInMemory } from '../../src/onnx/bytes-in-memory.ts';
import { checkModel } from '../../src/onnx/check-model.ts';
import { graphHash } from '../../src/onnx/graph-hash.ts';
import { joinModelBytes } from '../../src/onnx/model-bytes.ts';
import { modelStatistics } from '../../src/onnx/model-statistics.ts';
import { readModel } from '../../src/onnx/read-model.ts';
import { writeModel } from '../../src/onnx/write-model.ts';
import { assertProperty } from '../support/assert-property.ts';
import { anyModel, SOURCE_BYTES } from '../support/model-arbitrary.ts';

/** A model's bytes without large weights, so that mutations meet structure. */
const modelBytes: fc.Arbitrary<Uint8Array> = anyModel
  .map((model) => joinModelBytes(writeModel(model), bytesInMemory(SOURCE_BYTES)))
  .filter((bytes) => bytes.length < 20_000);

/** One change to a file: where, as a share of its length, and what. */
const mutation = fc.record({
  kind: fc.constantFrom('flip', 'set', 'truncate', 'remove', 'insert', 'repeat', 'length'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  size: fc.integer({ min: 1, max: 12 }),
  value: fc.nat(255),
});

type Mutation = typeof mutation extends fc.Arbitrary<infer M> ? M : never;

/** Bytes that claim to be a length: the largest that fit their size, which most often reach past everything. */
const HUGE_LENGTH = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];

function mutate(bytes: Uint8Array, { kind, at, size, value }: Mutation): Uint8Array {
  const list = [...bytes];
  const index = Math.min(list.length - 1, Math.floor(at * list.length));
  const old = list[index] ?? 0;
  switch (kind) {
    case 'flip':
      list[index] = old ^ (1 << (value & 7));
      break;
    case 'set':
      list[index] = value;
      break;
    case 'truncate':
      return bytes.subarray(0, index);
    case 'remove':
      list.splice(index, size);
      break;
    case 'insert':
      list.splice(index, 0, ...Array<number>(size).fill(value));
      break;
    case 'repeat':
      list.splice(index, 0, ...list.slice(Math.max(0, index - size * 8), index));
      break;
    default:
      list.splice(index, 1, ...HUGE_LENGTH.slice(-size));
  }
  return Uint8Array.from(list);
}

/** Reads and examines bytes as the command does. Anything thrown that is no TuneError fails the test. */
function examine(source: ByteSource): 'model' | 'error' {
  try {
    const model = readModel(source);
    modelStatistics(model);
    checkModel(model);
    graphHash(model, (text) => String(text.length));
    return 'model';
  } catch (error) {
    expect(error).toBeInstanceOf(TuneError);
    expect((error as TuneError).hint).toBeTruthy();
    return 'error';
  }
}

describe('a file of any content gives a model or an error with a hint', () => {
  test('random bytes', () => {
    assertProperty(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        examine(bytesInMemory(bytes));
      }),
      1000,
    );
  });

  test('models with a few changes, and what is still a model can be written and read again', () => {
    let models = 0;
    assertProperty(
      fc.property(
        modelBytes,
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        (bytes, mutations) => {
          const changed = mutations.reduce(mutate, bytes);
          const source = bytesInMemory(changed);
          examine(source);
          try {
            const model = readModel(source);
            models++;
            const again = joinModelBytes(writeModel(model), source);
            expect(readModel(bytesInMemory(again)).graph.nodes.length).toBe(
              model.graph.nodes.length,
            );
          } catch (error) {
            expect(error).toBeInstanceOf(TuneError);
          }
        },
      ),
      800,
    );
    expect(models).toBeGreaterThan(50);
  }, 60_000);

  test('models spliced into each other', () => {
    assertProperty(
      fc.property(modelBytes, modelBytes, fc.nat(), fc.nat(), (a, b, i, j) => {
        const cut = a.length === 0 ? 0 : i % a.length;
        const from = b.length === 0 ? 0 : j % b.length;
        examine(bytesInMemory(Uint8Array.from([...a.subarray(0, cut), ...b.subarray(from)])));
      }),
      500,
    );
  }, 60_000);

  test('a source is never asked for bytes outside it, nor for more than a few times its size', () => {
    assertProperty(
      fc.property(modelBytes, fc.array(mutation, { maxLength: 3 }), (bytes, mutations) => {
        const changed = mutations.reduce(mutate, bytes);
        let asked = 0;
        examine({
          size: changed.length,
          read: (offset, length) => {
            expect(offset).toBeGreaterThanOrEqual(0);
            expect(length).toBeGreaterThan(0);
            expect(offset + length).toBeLessThanOrEqual(changed.length);
            asked += length;
            return changed.subarray(offset, offset + length);
          },
        });
        expect(asked).toBeLessThanOrEqual(20 * changed.length + 10_000);
      }),
      500,
    );
  }, 60_000);
});
