import { canonicalJson } from '../core/canonical-json.ts';
import type {
  AttributeValue,
  Dimension,
  Graph,
  GraphNode,
  ModelGraph,
  Tensor,
  ValueInfo,
} from './model-graph.ts';
import { topologicalOrder } from './topological-order.ts';
import { everyNode } from './walk-graph.ts';

/** A hash of text, as hex; collisions must be negligible (SHA-256). */
export type TextHash = (text: string) => string;

/**
 * Identifies what a model computes apart from its trained numbers: equal for models that differ in names, in the order
 * of independent nodes or in floating-point weights; different where operators, attributes, shapes, element types,
 * connections or stored integers of type int64 and bool (shapes, axes, masks) differ.
 *
 * Each value is labelled by a hash of how it is made, as in a Merkle tree; the model by its outputs' labels and those of
 * all nodes.
 */
export function graphHash(model: ModelGraph, hash: TextHash): string {
  const used = new Set([...everyNode(model.graph.nodes)].map((n) => n.domain));
  const opsets = [...model.opsets].filter(([domain]) => used.has(domain)).sort();
  const functions = model.functions.map((f) => ({
    name: `${f.domain}::${f.name}`,
    body: labelBody(f, new Map(f.inputs.map((name, i) => [name, `input ${i}`])), OUTSIDE, hash),
  }));
  functions.sort((a, b) => (a.name < b.name ? -1 : 1));
  return hash(canonicalJson({ opsets, functions, graph: labelGraph(model.graph, OUTSIDE, hash) }));
}

/** What is known of the values around a body: their labels, and how many graphs enclose it. */
interface Scope {
  readonly depth: number;
  labelOf(name: string): string | undefined;
}

const OUTSIDE: Scope = { depth: 0, labelOf: () => undefined };

function labelGraph(graph: Graph, outer: Scope, hash: TextHash): string {
  const symbols = new Map<string, string>();
  const labels = new Map(graph.initialisers.map((t) => [t.name, labelTensor(t, hash)]));
  const inputs = graph.inputs.filter((i) => !labels.has(i.name));
  inputs.forEach((input, i) => {
    const type = labelType(input, symbols);
    labels.set(input.name, hash(canonicalJson({ input: i, depth: outer.depth, type })));
  });
  const outputs = graph.outputs.map((o) => o.name);
  const declared = [...inputs, ...graph.outputs].map((v) => labelType(v, symbols));
  return hash(
    canonicalJson([declared, labelBody({ nodes: graph.nodes, outputs }, labels, outer, hash)]),
  );
}

/** Label of a list of nodes, given those of its inputs and stored tensors (to which those of the nodes are added). */
function labelBody(
  body: { readonly nodes: readonly GraphNode[]; readonly outputs: readonly string[] },
  labels: Map<string, string>,
  outer: Scope,
  hash: TextHash,
): string {
  const scope: Scope = {
    depth: outer.depth + 1,
    labelOf: (name) => labels.get(name) ?? outer.labelOf(name),
  };
  const nodeLabels = topologicalOrder(body).nodes.map((node) => {
    const label = labelNode(node, scope, hash);
    node.outputs.forEach((name, i) => {
      if (name !== '') labels.set(name, `${label}.${i}`);
    });
    return label;
  });
  const outputs = body.outputs.map((name) => scope.labelOf(name) ?? null);
  return hash(canonicalJson([outputs, nodeLabels.sort()]));
}

function labelNode(node: GraphNode, scope: Scope, hash: TextHash): string {
  const attributes = Object.fromEntries(
    node.attributes.map(({ name, value }) => [name, labelAttribute(value, scope, hash)]),
  );
  return hash(
    canonicalJson({
      operator: [node.domain, node.opType, node.overload ?? ''],
      inputs: node.inputs.map((name) => (name === '' ? null : (scope.labelOf(name) ?? 'unknown'))),
      outputs: node.outputs.map((name) => name !== ''),
      attributes,
    }),
  );
}

function labelAttribute(attribute: AttributeValue, scope: Scope, hash: TextHash): unknown {
  const { kind } = attribute;
  switch (kind) {
    case 'graph':
      return [kind, labelGraph(attribute.value, scope, hash)];
    case 'graphs':
      return [kind, attribute.value.map((g) => labelGraph(g, scope, hash))];
    case 'tensor':
      return [kind, labelTensor(attribute.value, hash)];
    case 'tensors':
      return [kind, attribute.value.map((t) => labelTensor(t, hash))];
    case 'int':
      return [kind, String(attribute.value)];
    case 'ints':
      return [kind, attribute.value.map(String)];
    case 'float':
      return [kind, String(attribute.value)];
    case 'floats':
      return [kind, attribute.value.map(String)];
    case 'string':
      return [kind, hex(attribute.value)];
    case 'strings':
      return [kind, attribute.value.map(hex)];
    case 'opaque':
      return [kind, hex(attribute.encoded)];
  }
}

/** Integers that shape the computation belong to the structure; trained numbers and large tables do not. */
function labelTensor({ elementType, dims, data }: Tensor, hash: TextHash): string {
  const isStructure = data.kind === 'inline' && (elementType === 'int64' || elementType === 'bool');
  return hash(canonicalJson(['tensor', elementType, dims, isStructure ? hex(data.bytes) : null]));
}

/** A value's type with symbols numbered in the order they first appear, so that their names do not matter. */
function labelType({ type }: ValueInfo, symbols: Map<string, string>): unknown {
  if (type.kind !== 'tensor')
    return [type.kind, type.encoded === undefined ? null : hex(type.encoded)];
  const number = (dimension: Dimension): Dimension => {
    if (typeof dimension !== 'string') return dimension;
    const known = symbols.get(dimension) ?? `symbol ${symbols.size}`;
    symbols.set(dimension, known);
    return known;
  };
  return [type.elementType, type.shape?.map(number) ?? null];
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}
