import { describe, expect, test } from 'vitest';
import type { ByteSource } from '../../src/onnx/byte-source.ts';
import { bytesInMemory } from '../../src/onnx/bytes-in-memory.ts';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { MessageWriter } from '../../src/onnx/message-writer.ts';
import { joinModelBytes } from '../../src/onnx/model-bytes.ts';
import { feedInputs, type Tensor } from '../../src/onnx/model-graph.ts';
import { readModel } from '../../src/onnx/read-model.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';
import { writeModel } from '../../src/onnx/write-model.ts';
import { thrownTuneError } from '../support/thrown-tune-error.ts';
import { concatenated, messageBytes } from '../support/wire-bytes.ts';

function reluModel(): Uint8Array {
  const graph = createGraphBuilder();
  graph.output(graph.node('Relu', [graph.input('x', 'float32', ['N', 4])]), 'float32', ['N', 4]);
  return joinModelBytes(writeModel(graph.model(17)));
}

/** The tensor a model reads back whose only initialiser was encoded by `write`. */
function readBack(write: (tensor: MessageWriter) => void): Tensor {
  const bytes = messageBytes((model) =>
    model.integer(1, 8).bytes(
      7,
      messageBytes((graph) => graph.bytes(5, messageBytes(write))),
    ),
  );
  return readModel(bytesInMemory(bytes)).graph.initialisers[0] as Tensor;
}

function inlineBytes(write: (tensor: MessageWriter) => void): number[] {
  const { data } = readBack(write);
  return data.kind === 'inline' ? [...data.bytes] : [];
}

const packed = (...varints: readonly (number | bigint)[]): Uint8Array =>
  concatenated(...varints.map((v) => messageBytes((out) => out.integer(1, v)).subarray(1)));

describe('reading numbers of a tensor, whatever field they are in', () => {
  test.each([
    [
      'int64_data',
      7,
      7,
      [1n, -2n, 300n],
      [1n, -2n, 300n].flatMap((v) => [...new Uint8Array(BigInt64Array.of(v).buffer)]),
    ],
    [
      'int32_data for int32',
      6,
      5,
      [-1, 70_000],
      [...new Uint8Array(Int32Array.of(-1, 70_000).buffer)],
    ],
    ['int32_data for int8', 3, 5, [-1, 5], [255, 5]],
    ['int32_data for bool', 9, 5, [1, 0], [1, 0]],
    ['int32_data for float16', 10, 5, [0x3c00, 0xc000], [0x00, 0x3c, 0x00, 0xc0]],
    ['int32_data for uint16', 4, 5, [65_535], [255, 255]],
    ['uint64_data for uint32', 12, 11, [4_294_967_295], [255, 255, 255, 255]],
    ['uint64_data for uint64', 13, 11, [2n ** 64n - 1n], Array(8).fill(255)],
  ])('%s', (_, type, field, varints, expected) => {
    const bytes = inlineBytes((t) =>
      t
        .integer(1, varints.length)
        .integer(2, type)
        .bytes(field, packed(...varints)),
    );
    expect(bytes).toEqual(expected);
  });

  test('float_data in several packed pieces', () => {
    const piece = (v: number): Uint8Array => new Uint8Array(Float32Array.of(v).buffer);
    const bytes = inlineBytes((t) =>
      t.integer(1, 2).integer(2, 1).bytes(4, piece(1.5)).bytes(4, piece(-2)),
    );
    expect(bytes).toEqual([...piece(1.5), ...piece(-2)]);
  });

  test('the last raw_data counts, and goes before typed fields', () => {
    const bytes = inlineBytes((t) =>
      t
        .bytes(9, Uint8Array.of(9))
        .bytes(5, packed(7))
        .bytes(9, Uint8Array.of(4))
        .integer(1, 1)
        .integer(2, 2),
    );
    expect(bytes).toEqual([4]);
  });

  test('dimensions come packed or one by one', () => {
    expect(readBack((t) => t.bytes(1, packed(2, 3)).integer(1, 4).integer(2, 2)).dims).toEqual([
      2, 3, 4,
    ]);
  });

  test('no field at all is an empty tensor or a missing one', () => {
    expect(readBack((t) => t.integer(1, 0).integer(2, 1)).data).toEqual({
      kind: 'inline',
      bytes: new Uint8Array(0),
    });
    expect(readBack((t) => t.integer(1, 2).integer(2, 1)).data).toEqual({ kind: 'none' });
  });
});

describe('weights', () => {
  test('above 64 KiB stay in the file and are never asked for', () => {
    const graph = createGraphBuilder();
    const large = new Float32Array(1_000_000).fill(1);
    for (let i = 0; i < 20; i++)
      graph.initialiser(tensorFrom('float32', [1_000_000], large, `w${i}`));
    graph.output(graph.node('Relu', [graph.input('x', 'float32', [1])]), 'float32', [1]);
    const bytes = joinModelBytes(writeModel(graph.model(17)));
    let asked = 0;
    const counting: ByteSource = {
      size: bytes.length,
      read: (offset, length) => {
        asked += length;
        return bytes.subarray(offset, offset + length);
      },
    };
    const model = readModel(counting);
    expect(asked).toBeLessThan(bytes.length / 100);
    const { data } = model.graph.initialisers[7] as Tensor;
    expect(data).toMatchObject({ kind: 'file', field: 9, spans: [{ length: 4_000_000 }] });
    const offset = data.kind === 'file' ? (data.spans[0]?.offset ?? 0) : 0;
    expect(new DataView(bytes.buffer, offset).getFloat32(0, true)).toBe(1);
  });

  test('are read where the source reuses one buffer for every answer', () => {
    const bytes = reluModel();
    const shared = new Uint8Array(64 * 1024);
    const reusing: ByteSource = {
      size: bytes.length,
      read: (offset, length) => {
        shared.fill(0xff);
        const part = bytes.subarray(offset, offset + length);
        shared.set(part);
        return shared.subarray(0, part.length);
      },
    };
    expect(readModel(reusing)).toEqual(readModel(bytesInMemory(bytes)));
  });

  test('listed among the inputs, as before IR version 4, are not inputs to feed', () => {
    const graph = createGraphBuilder();
    graph.input('w', 'float32', [1]);
    const x = graph.input('x', 'float32', [1]);
    graph.output(
      graph.node('Add', [x, graph.initialiser(tensorFrom('float32', [1], [2], 'w'))]),
      'float32',
      [1],
    );
    const model = readModel(
      bytesInMemory(joinModelBytes(writeModel({ ...graph.model(9), irVersion: 3 }))),
    );
    expect(feedInputs(model.graph).map((i) => i.name)).toEqual(['x']);
  });
});

describe('what is unusual but legal', () => {
  test('unknown fields of any kind are passed over', () => {
    const noise = messageBytes((m) =>
      m.integer(900, 5).bytes(901, Uint8Array.of(1, 2)).float32(902, 1),
    );
    const fixed64 = concatenated([0xb9, 0x38], new Uint8Array(8));
    const model = readModel(bytesInMemory(concatenated(noise, fixed64, reluModel(), noise)));
    expect(model.graph.nodes[0]?.opType).toBe('Relu');
  });

  test('negative sizes of a value mean unknown, and ai.onnx is the ONNX domain', () => {
    const dims = messageBytes((s) =>
      s.bytes(
        1,
        messageBytes((d) => d.integer(1, -1)),
      ),
    );
    const type = messageBytes((t) =>
      t.bytes(
        1,
        messageBytes((tt) => tt.integer(1, 1).bytes(2, dims)),
      ),
    );
    const graph = messageBytes((g) => {
      g.bytes(
        11,
        messageBytes((v) => v.text(1, 'x').bytes(2, type)),
      );
      g.bytes(
        1,
        messageBytes((n) => n.text(4, 'Relu').text(7, 'ai.onnx')),
      );
    });
    const opset = messageBytes((o) => o.text(1, 'ai.onnx').integer(2, 13));
    const model = readModel(
      bytesInMemory(messageBytes((m) => m.integer(1, 8).bytes(7, graph).bytes(8, opset))),
    );
    expect(model.graph.inputs[0]?.type).toEqual({
      kind: 'tensor',
      elementType: 'float32',
      shape: [null],
    });
    expect(model.graph.nodes[0]?.domain).toBe('');
    expect(model.opsets.get('')).toBe(13);
  });

  test('an attribute without a stated type has that of its field', () => {
    const attribute = messageBytes((a) => a.text(1, 'axis').integer(3, -1));
    const node = messageBytes((n) => n.text(4, 'Softmax').bytes(5, attribute));
    const graph = messageBytes((g) => g.bytes(1, node));
    const model = readModel(bytesInMemory(messageBytes((m) => m.integer(1, 3).bytes(7, graph))));
    expect(model.graph.nodes[0]?.attributes).toEqual([
      { name: 'axis', value: { kind: 'int', value: -1n } },
    ]);
  });
});

describe('what is no ONNX model', () => {
  test.each([
    ['an empty file', '', /empty/],
    [
      'a Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\n',
      /Git LFS pointer/,
      /git lfs pull/,
    ],
    ['an HTML page', '\n<!DOCTYPE html><html>', /HTML page/],
    ['JSON', '{"error": "not found"}', /JSON/],
    ['text', 'Not Found', /is text/],
    ['a ZIP archive', 'PK\x03\x04abcdef', /ZIP archive/, /torch.onnx.export/],
    ['ORT format', '\x18\0\0\0ORTM\0\0\0', /ORT format/],
    ['TensorFlow Lite', '\x1c\0\0\0TFL3\0\0\0', /TensorFlow Lite/],
    ['GGUF', 'GGUF\x03\0\0\0', /GGUF/],
    ['gzip', '\x1f\x8b\x08\0', /gzip/],
    ['random bytes', '\xf4\x01\x9b\x77\xff\x03', /does not look like ONNX/],
    ['protobuf without a graph', '\x08\x08\x12\x01a', /no ONNX graph/],
  ])('%s is called by its name', (_, content, message, hint = /./) => {
    const error = thrownTuneError(() => readModel(bytesInMemory(concatenated(content))));
    expect(error.kind).toBe('model');
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });
});

describe('a damaged model', () => {
  test('a file cut off says where, at every length', () => {
    const bytes = reluModel();
    const graphEnd = bytes.length - 4;
    for (let length = 16; length < graphEnd; length++) {
      const error = thrownTuneError(() => readModel(bytesInMemory(bytes.subarray(0, length))));
      expect(error.message).toMatch(/cut off.* \(at byte \d+\)/);
    }
  });

  test.each([
    ['a number without end', [0x38, ...Array(12).fill(0xff)], /more than ten bytes \(at byte 3\)/],
    ['field number 0', [0x02, 0x00], /impossible number \(at byte 2\)/],
    ['a group', [0x3b], /wire type 3/],
    ['a length far beyond the file', [0x3a, ...Array(8).fill(0xff), 0x7f], /cut off/],
  ])('%s is refused with its offset', (_, tail, message) => {
    const error = thrownTuneError(() => readModel(bytesInMemory(concatenated([0x08, 0x08], tail))));
    expect(error.message).toMatch(message);
  });

  test('two graphs, a name that is not UTF-8, an unknown element type, unpacked numbers', () => {
    const model = (...graphs: readonly Uint8Array[]): (() => unknown) => {
      const bytes = messageBytes((m) => {
        m.integer(1, 8);
        for (const graph of graphs) m.bytes(7, graph);
      });
      return () => readModel(bytesInMemory(bytes));
    };
    const empty = messageBytes(() => undefined);
    const badName = messageBytes((g) => g.bytes(2, Uint8Array.of(0xff)));
    const badType = messageBytes((g) =>
      g.bytes(
        5,
        messageBytes((t) => t.integer(2, 99).text(8, 'w\u001b')),
      ),
    );
    const unpacked = messageBytes((g) =>
      g.bytes(
        5,
        messageBytes((t) => t.integer(7, 1)),
      ),
    );
    expect(thrownTuneError(model(empty, empty)).message).toMatch(/two graphs/);
    expect(thrownTuneError(model(badName)).message).toMatch(/UTF-8/);
    expect(thrownTuneError(model(badType)).message).toMatch(
      /"w\\u\{1b\}" has the unknown element type 99/,
    );
    expect(thrownTuneError(model(unpacked)).hint).toMatch(/onnx\.save/);
  });
});
