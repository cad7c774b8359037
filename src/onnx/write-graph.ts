import { createMessageWriter, type MessageWriter } from './message-writer.ts';
import type { Attribute, AttributeValue, Graph, GraphNode } from './model-graph.ts';
import { writeTensor } from './write-tensor.ts';
import { writeValueInfo } from './write-value-info.ts';

/** AttributeProto.AttributeType by kind. */
const TYPE_CODES: Readonly<Record<Exclude<AttributeValue['kind'], 'opaque'>, number>> = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
  tensors: 9,
  graphs: 10,
};

/** Encodes a GraphProto with its subgraphs. */
export function writeGraph(graph: Graph): MessageWriter {
  const out = createMessageWriter();
  for (const node of graph.nodes) out.message(1, writeNode(node));
  out.textIfAny(2, graph.name);
  for (const tensor of graph.initialisers) out.message(5, writeTensor(tensor));
  for (const input of graph.inputs) out.message(11, writeValueInfo(input));
  for (const output of graph.outputs) out.message(12, writeValueInfo(output));
  for (const value of graph.valueInfo) out.message(13, writeValueInfo(value));
  for (const encoded of graph.sparseInitialisers) out.bytes(15, encoded);
  return out;
}

/** Encodes a NodeProto. */
export function writeNode(node: GraphNode): MessageWriter {
  const out = createMessageWriter();
  for (const input of node.inputs) out.text(1, input);
  for (const output of node.outputs) out.text(2, output);
  out.textIfAny(3, node.name).text(4, node.opType);
  for (const attribute of node.attributes) out.message(5, writeAttribute(attribute));
  return out.textIfAny(7, node.domain).textIfAny(8, node.overload ?? '');
}

function writeAttribute({ name, value }: Attribute): MessageWriter {
  const out = createMessageWriter();
  if (value.kind === 'opaque') return out.encoded(value.encoded);
  out.text(1, name);
  writeValue(out, value);
  return out.integer(20, TYPE_CODES[value.kind]);
}

function writeValue(out: MessageWriter, value: Exclude<AttributeValue, { kind: 'opaque' }>): void {
  switch (value.kind) {
    case 'float':
      out.float32(2, value.value);
      return;
    case 'int':
      out.integer(3, value.value);
      return;
    case 'string':
      out.bytes(4, value.value);
      return;
    case 'tensor':
      out.message(5, writeTensor(value.value));
      return;
    case 'graph':
      out.message(6, writeGraph(value.value));
      return;
    default:
      writeList(out, value);
  }
}

function writeList(
  out: MessageWriter,
  value: AttributeValue & { kind: 'floats' | 'ints' | 'strings' | 'tensors' | 'graphs' },
): void {
  switch (value.kind) {
    case 'floats':
      for (const item of value.value) out.float32(7, item);
      return;
    case 'ints':
      for (const item of value.value) out.integer(8, item);
      return;
    case 'strings':
      for (const item of value.value) out.bytes(9, item);
      return;
    case 'tensors':
      for (const item of value.value) out.message(10, writeTensor(item));
      return;
    case 'graphs':
      for (const item of value.value) out.message(11, writeGraph(item));
  }
}
