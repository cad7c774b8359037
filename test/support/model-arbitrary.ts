import * as fc from 'fast-check';
import { float } from '../../src/onnx/attributes-from.ts';
import { tensorByteLength } from '../../src/onnx/element-type.ts';
import { createMessageWriter } from '../../src/onnx/message-writer.ts';
import { joinModelBytes } from '../../src/onnx/model-bytes.ts';
import type {
  Attribute,
  AttributeValue,
  Dimension,
  ElementType,
  Graph,
  GraphNode,
  ModelFunction,
  ModelGraph,
  Tensor,
  TensorData,
  ValueInfo,
  ValueType,
} from '../../src/onnx/model-graph.ts';
import { ELEMENT_TYPES } from '../../src/onnx/model-graph.ts';
import { writeNode } from '../../src/onnx/write-graph.ts';

/** Where large tensors of generated models have their numbers. */
export const SOURCE_BYTES: Uint8Array = Uint8Array.from(
  { length: 200_000 },
  (_, i) => (i * 31) % 251,
);

const name = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-z/._0-9]{0,8}$/) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);
const bytes = fc.uint8Array({ maxLength: 80 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const float32 = fc.float();
const elementType = fc.constantFrom(...Object.values(ELEMENT_TYPES));
const numericType = elementType.filter((type) => type !== 'string');

const dimension: fc.Arbitrary<Dimension> = fc.oneof(
  fc.nat(),
  fc.maxSafeNat(),
  name.map((symbol) => symbol || null),
  fc.constant(null),
);

const tensorType: fc.Arbitrary<ValueType> = fc.record({
  kind: fc.constant('tensor' as const),
  elementType: fc.oneof(elementType, fc.constant<ElementType>('undefined')),
  shape: fc.option(fc.array(dimension, { maxLength: 5 }), { nil: null }),
});

/** TypeProto fields of the kinds that are kept encoded. */
const OTHER_KINDS = { sequence: 4, map: 5, opaque: 7, 'sparse-tensor': 8, optional: 9 } as const;

const otherType: fc.Arbitrary<ValueType> = fc
  .tuple(fc.constantFrom(...(Object.keys(OTHER_KINDS) as (keyof typeof OTHER_KINDS)[])), bytes)
  .map(([kind, inside]) => ({
    kind,
    encoded: joinModelBytes(createMessageWriter().bytes(OTHER_KINDS[kind], inside).finish()),
  }));

const valueInfo: fc.Arbitrary<ValueInfo> = fc.record({
  name,
  type: fc.oneof(tensorType, otherType, fc.constant<ValueType>({ kind: 'unknown' })),
});

const smallDims = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 });

const inlineTensor: fc.Arbitrary<Tensor> = fc
  .record({ name, elementType: numericType, dims: smallDims })
  .chain((tensor) => {
    const length = tensorByteLength(tensor.elementType, tensor.dims) ?? 0;
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((b): Tensor => ({ ...tensor, data: { kind: 'inline', bytes: b } }));
  });

const stringTensor: fc.Arbitrary<Tensor> = fc.record({
  name,
  elementType: fc.constant('string' as const),
  dims: smallDims,
  data: fc.record({
    kind: fc.constant('strings' as const),
    values: fc.array(bytes, { maxLength: 3 }),
  }),
});

/** Larger than what is read: stays where it is in the source. */
const fileTensor: fc.Arbitrary<Tensor> = fc
  .record({ name, offset: fc.nat(1000), length: fc.integer({ min: 65_537, max: 100_000 }) })
  .map(({ name: tensorName, offset, length }) => ({
    name: tensorName,
    elementType: 'uint8',
    dims: [length],
    data: { kind: 'file', field: 9, spans: [{ offset, length }] },
  }));

const externalData: fc.Arbitrary<TensorData> = fc.record({
  kind: fc.constant('external' as const),
  location: fc.stringMatching(/^[a-z./]{1,10}$/),
  offset: fc.maxSafeNat(),
  length: fc.option(fc.maxSafeNat(), { nil: null }),
});

const tensor: fc.Arbitrary<Tensor> = fc.oneof(
  { weight: 6, arbitrary: inlineTensor },
  { weight: 1, arbitrary: stringTensor },
  { weight: 1, arbitrary: fileTensor },
  { weight: 1, arbitrary: fc.record({ name, elementType, dims: smallDims, data: externalData }) },
  {
    weight: 1,
    arbitrary: fc.record({
      name,
      elementType: numericType,
      dims: fc.constant([2, 3]),
      data: fc.constant<TensorData>({ kind: 'none' }),
    }),
  },
);

/** Attributes of kind TYPE_PROTO (13), which are kept encoded under their own name. */
const opaqueAttribute: fc.Arbitrary<Attribute> = fc.tuple(name, bytes).map(([n, inside]) => ({
  name: n,
  value: {
    kind: 'opaque',
    encoded: joinModelBytes(
      createMessageWriter().text(1, n).bytes(14, inside).integer(20, 13).finish(),
    ),
  },
}));

/** What attributes of each kind hold. */
type ValueOf = {
  [A in Exclude<AttributeValue, { kind: 'opaque' }> as A['kind']]: A['value'];
};

function of<K extends keyof ValueOf>(
  kind: K,
  value: fc.Arbitrary<ValueOf[K]>,
): fc.Arbitrary<Attribute> {
  return fc.record({ name, value: value.map((v) => ({ kind, value: v }) as AttributeValue) });
}

const { graph } = fc.letrec<{ graph: Graph; node: GraphNode; attribute: Attribute }>((tie) => ({
  attribute: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ name, value: float32.map(float) }),
    of('int', int64),
    of('string', bytes),
    of('tensor', tensor),
    of('floats', fc.array(float32, { maxLength: 5 })),
    of('ints', fc.array(int64, { maxLength: 5 })),
    of('strings', fc.array(bytes, { maxLength: 3 })),
    of('tensors', fc.array(tensor, { maxLength: 2 })),
    opaqueAttribute,
    of('graph', tie('graph')),
    of('graphs', fc.array(tie('graph'), { maxLength: 2 })),
  ),
  node: fc
    .record({
      name,
      opType: name,
      domain: name,
      overload: name,
      inputs: fc.array(name, { maxLength: 3 }),
      outputs: fc.array(name, { maxLength: 3 }),
      attributes: fc.array(tie('attribute'), { maxLength: 3 }),
    })
    .map(({ overload, ...node }) => (overload === '' ? node : { ...node, overload })),
  graph: fc.record({
    name,
    nodes: fc.array(tie('node'), { maxLength: 4, depthIdentifier: 'graph' }),
    inputs: fc.array(valueInfo, { maxLength: 3 }),
    outputs: fc.array(valueInfo, { maxLength: 3 }),
    valueInfo: fc.array(valueInfo, { maxLength: 2 }),
    initialisers: fc.array(tensor, { maxLength: 3 }),
    sparseInitialisers: fc.array(bytes, { maxLength: 1 }),
  }),
}));

const plainNode: fc.Arbitrary<GraphNode> = fc.record({
  name,
  opType: name,
  domain: name,
  inputs: fc.array(name, { maxLength: 2 }),
  outputs: fc.array(name, { maxLength: 2 }),
  attributes: fc.array(of('int', int64), { maxLength: 1 }),
});

const modelFunction: fc.Arbitrary<ModelFunction> = fc
  .record({
    name,
    domain: name,
    inputs: fc.array(name, { maxLength: 2 }),
    outputs: fc.array(name, { maxLength: 2 }),
    nodes: fc.array(plainNode, { maxLength: 2 }),
  })
  .map((f) => {
    const message = createMessageWriter().text(1, f.name);
    for (const input of f.inputs) message.text(4, input);
    for (const output of f.outputs) message.text(5, output);
    for (const node of f.nodes) message.message(7, writeNode(node));
    return { ...f, encoded: joinModelBytes(message.text(10, f.domain).finish()) };
  });

/** Any model the types allow, valid or not, as the reader would give it: subgraphs, every kind of attribute and of tensor data. */
export const anyModel: fc.Arbitrary<ModelGraph> = fc.record({
  irVersion: fc.integer({ min: 1, max: 20 }),
  opsets: fc.array(fc.tuple(name, fc.nat()), { maxLength: 3 }).map((entries) => new Map(entries)),
  producer: name,
  metadata: fc.array(fc.tuple(name, name), { maxLength: 3 }).map((entries) => new Map(entries)),
  graph,
  functions: fc.array(modelFunction, { maxLength: 2 }),
});
