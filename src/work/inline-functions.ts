import { bytesInMemory } from '../onnx/bytes-in-memory.ts';
import { messageFields, readFields, set } from '../onnx/message-fields.ts';
import type {
  Attribute,
  AttributeValue,
  Graph,
  GraphNode,
  ModelFunction,
  ModelGraph,
} from '../onnx/model-graph.ts';
import { subgraphsOf } from '../onnx/walk-graph.ts';
import { createWireReader } from '../onnx/wire-reader.ts';
import { LENGTH_DELIMITED } from '../onnx/wire-type.ts';
import { renamedNode } from './rename-values.ts';

/** Calls within calls that are followed; deeper ones stay calls. */
const MAX_DEPTH = 16;

/** Nodes that may be made in all: functions that call each other twice double with every level. */
const MAX_NODES = 50_000;

interface Run {
  readonly functions: ReadonlyMap<string, ModelFunction>;
  calls: number;
  nodes: number;
}

/**
 * The model with every call of one of its own functions replaced by the function's nodes, as the runtime does on loading.
 * Calls that nest too deep or would grow the graph beyond measure stay. Attributes a function refers to are the caller's;
 * those the caller leaves out are left out.
 */
export function inlineFunctions(model: ModelGraph): ModelGraph {
  if (model.functions.length === 0) return model;
  const functions = new Map(model.functions.map((f) => [`${f.domain}:${f.name}`, f]));
  const run: Run = { functions, calls: 0, nodes: 0 };
  const kept = inlinedGraph(model.graph, run, 0);
  return { ...model, graph: kept, functions: [] };
}

function inlinedGraph(graph: Graph, run: Run, depth: number): Graph {
  return { ...graph, nodes: graph.nodes.flatMap((node) => inlinedNode(node, run, depth)) };
}

function inlinedNode(node: GraphNode, run: Run, depth: number): readonly GraphNode[] {
  const called = run.functions.get(`${node.domain}:${node.opType}`);
  if (called === undefined) return [withInlinedBodies(node, run, depth)];
  run.nodes += called.nodes.length;
  if (depth >= MAX_DEPTH || run.nodes > MAX_NODES) return [node];
  run.calls++;
  const names = new Map<string, string>();
  called.inputs.forEach((name, i) => {
    names.set(name, node.inputs[i] ?? '');
  });
  called.outputs.forEach((name, i) => {
    if (node.outputs[i]) names.set(name, node.outputs[i]);
  });
  const prefix = `${node.opType} call ${run.calls}: `;
  const nameOf = (name: string): string => names.get(name) ?? `${prefix}${name}`;
  return called.nodes.flatMap((inner) => {
    const given = { ...inner, attributes: resolved(inner.attributes, node) };
    return inlinedNode(renamedNode(given, nameOf), run, depth + 1);
  });
}

function withInlinedBodies(node: GraphNode, run: Run, depth: number): GraphNode {
  if (subgraphsOf(node).length === 0) return node;
  const inlined = (value: AttributeValue): AttributeValue => {
    if (value.kind === 'graph') return { ...value, value: inlinedGraph(value.value, run, depth) };
    if (value.kind !== 'graphs') return value;
    return { ...value, value: value.value.map((body) => inlinedGraph(body, run, depth)) };
  };
  return { ...node, attributes: node.attributes.map((a) => ({ ...a, value: inlined(a.value) })) };
}

/** Attributes that refer to one of the call's take its value. */
function resolved(attributes: readonly Attribute[], call: GraphNode): readonly Attribute[] {
  return attributes.flatMap(({ name, value }) => {
    const reference = value.kind === 'opaque' ? referenceIn(value.encoded) : '';
    if (reference === '') return [{ name, value }];
    const given = call.attributes.find((a) => a.name === reference);
    return given === undefined ? [] : [{ name, value: given.value }];
  });
}

const REFERENCE = messageFields<{ name: string }>([
  21,
  LENGTH_DELIMITED,
  set('name', (wire) => wire.text()),
]);

/** Name of the attribute of the enclosing function that an encoded one refers to; '' for none. */
function referenceIn(encoded: Uint8Array): string {
  const draft = { name: '' };
  readFields(createWireReader(bytesInMemory(encoded)), REFERENCE, draft);
  return draft.name;
}
