import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { bytesInMemory } from '../../src/onnx/bytes-in-memory.ts';
import { createGraphBuilder, type GraphBuilder } from '../../src/onnx/graph-builder.ts';
import { OPERATOR_SINCE, OPERATOR_UNTIL } from '../../src/onnx/known-operators.ts';
import { joinModelBytes } from '../../src/onnx/model-bytes.ts';
import type { ModelGraph } from '../../src/onnx/model-graph.ts';
import { readModel } from '../../src/onnx/read-model.ts';
import {
  NEWEST_IR_VERSION,
  NEWEST_OPSETS,
  NODE_ELEMENT_TYPES,
} from '../../src/onnx/runtime-support.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';
import { writeModel } from '../../src/onnx/write-model.ts';

/** The runtime's complaint about a model, '' where it takes it. */
async function complaint(model: ModelGraph): Promise<string> {
  try {
    await InferenceSession.create(joinModelBytes(writeModel(model)), { logSeverityLevel: 4 });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

function oneNode(opType: string, opset: number, domain = ''): ModelGraph {
  const graph = createGraphBuilder();
  const output = graph.node(opType, [graph.input('x', 'float32', [1])], {}, { domain });
  graph.output(output, 'float32', [1]);
  return graph.model(opset, domain === '' ? {} : { [domain]: opset });
}

describe('what the checks believe of the runtime is what it says itself', () => {
  test('newest opset and IR version', async () => {
    const newest = NEWEST_OPSETS.get('') ?? 0;
    expect(await complaint(oneNode('Relu', newest))).toBe('');
    expect(await complaint(oneNode('Relu', newest + 1))).not.toBe('');
    const relu = oneNode('Relu', 17);
    expect(await complaint({ ...relu, irVersion: NEWEST_IR_VERSION })).toBe('');
    expect(await complaint({ ...relu, irVersion: NEWEST_IR_VERSION + 1 })).not.toBe('');
    const newestMl = NEWEST_OPSETS.get('ai.onnx.ml') ?? 0;
    const ml = (version: number): ModelGraph => ({
      ...relu,
      opsets: new Map([
        ['', 17],
        ['ai.onnx.ml', version],
      ]),
    });
    expect(await complaint(ml(newestMl))).toBe('');
    expect(await complaint(ml(newestMl + 1))).not.toBe('');
  });

  /** Whether the runtime has an operator in an opset; deprecated ones it refuses by name. */
  async function has(operator: string, opset: number): Promise<boolean> {
    const absent = /No Op registered|not a registered function|is deprecated/;
    return !absent.test(await complaint(oneNode(operator, opset)));
  }

  test('every operator is known from its opset on, and not in the one before', async () => {
    const wrong: string[] = [];
    for (const [operator, since] of OPERATOR_SINCE) {
      const before = since > 1 && (await has(operator, since - 1));
      if (before || !(await has(operator, since))) wrong.push(`${operator} since ${since}`);
    }
    for (const [operator, until] of OPERATOR_UNTIL) {
      const last = await has(operator, until - 1);
      if (!last || (await has(operator, until))) wrong.push(`${operator} until ${until}`);
    }
    expect(wrong).toEqual([]);
    expect(await has('Frobnicate', 26)).toBe(false);
  }, 30_000);

  test.each([...NODE_ELEMENT_TYPES])(
    'a tensor of %s passes through from Node and back',
    async (type) => {
      const graph = createGraphBuilder();
      graph.output(graph.node('Identity', [graph.input('x', type, [2])]), type, [2]);
      const session = await InferenceSession.create(joinModelBytes(writeModel(graph.model(21))), {
        logSeverityLevel: 4,
      });
      const { data } = tensorFrom(type, [2], [1, 0]);
      const bytes = data.kind === 'inline' ? data.bytes : new Uint8Array(0);
      const given = new Tensor(type as 'float32', typedArray(type, bytes), [2]);
      const [output] = Object.values(await session.run({ x: given }));
      expect(output).toMatchObject({ type, data: given.data });
    },
  );
});

/** The array in which the runtime's tensors of a type hold these bytes. */
function typedArray(type: string, bytes: Uint8Array): Float32Array {
  const arrays = {
    float32: Float32Array,
    float64: Float64Array,
    float16: Uint16Array,
    int8: Int8Array,
    int16: Int16Array,
    int32: Int32Array,
    int64: BigInt64Array,
    uint16: Uint16Array,
    uint32: Uint32Array,
    uint64: BigUint64Array,
  };
  const array = arrays[type as keyof typeof arrays] ?? Uint8Array;
  return new array(bytes.slice().buffer) as Float32Array;
}

describe('a model read and written again', () => {
  async function outputs(bytes: Uint8Array): Promise<number[]> {
    const session = await InferenceSession.create(bytes, { logSeverityLevel: 4 });
    const x = new Tensor(
      'float32',
      Float32Array.from({ length: 24 }, (_, i) => Math.sin(i)),
      [2, 3, 4],
    );
    const results = await session.run({ x });
    return session.outputNames.flatMap((name) =>
      Array.from((results[name] as Tensor).data as Float32Array),
    );
  }

  function branches(graph: GraphBuilder, value: string): string {
    const branch = (operator: string) => {
      const body = createGraphBuilder(operator, `${operator}/`);
      body.output(body.node(operator, [value]), 'float32', null);
      return body.graph();
    };
    const sum = graph.node('ReduceSum', [value], { keepdims: 0 });
    const positive = graph.node('Greater', [
      sum,
      graph.initialiser(tensorFrom('float32', [], [0])),
    ]);
    return graph.node('If', [positive], { then_branch: branch('Exp'), else_branch: branch('Neg') });
  }

  test('gives the same outputs, with subgraphs, large weights and shapes as tensors', async () => {
    const graph = createGraphBuilder();
    const x = graph.input('x', 'float32', ['N', 3, 4]);
    const rows = graph.node('Reshape', [x, graph.initialiser(tensorFrom('int64', [2], [-1, 12]))]);
    const weights = Float32Array.from({ length: 12 * 3000 }, (_, i) => Math.cos(i) / 50);
    const product = graph.node('MatMul', [
      rows,
      graph.initialiser(tensorFrom('float32', [12, 3000], weights)),
    ]);
    graph.output(branches(graph, product), 'float32', null);
    graph.output(graph.node('Softmax', [product], { axis: -1 }), 'float32', null);
    const original = joinModelBytes(writeModel(graph.model(17)));
    const source = bytesInMemory(original);
    const rewritten = joinModelBytes(writeModel(readModel(source)), source);
    const expected = await outputs(original);
    expect(expected.length).toBe(2 * 2 * 3000);
    expect(await outputs(rewritten)).toEqual(expected);
  });
});
