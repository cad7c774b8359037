import type { Graph, GraphNode, ModelGraph, Tensor } from '../onnx/model-graph.ts';
import { inferNodeFacts } from '../onnx/shape-inference.ts';
import { constantFact } from '../onnx/shape-inference-constants.ts';
import { type ShapeRules, type TensorFact, UNKNOWN_FACT } from '../onnx/shape-rule.ts';
import { tensorFrom } from '../onnx/tensor-from.ts';
import { everyNode, subgraphsOf } from '../onnx/walk-graph.ts';
import type { BatchSizes, TrackedValue } from './batch-layout.ts';
import { intAttributeOf } from './batch-step.ts';

/** One change to the graph: which node, and why, in words. */
export interface BatchChange {
  readonly node: string;
  readonly opType: string;
  readonly what: string;
}

/** What an attempt at following the batch through a model collects on its way. */
export interface Rewriting {
  readonly model: ModelGraph;
  readonly rules: ShapeRules;
  readonly sizes: BatchSizes;
  readonly values: Map<string, TrackedValue>;
  readonly changes: BatchChange[];
  /** Constants added to the main graph, where every subgraph sees them. */
  readonly constants: Tensor[];
  /** Nodes that read the batch size from an input; they go before all others. */
  readonly preamble: GraphNode[];
  /** An input that carries the batch, and where. */
  readonly source: { readonly name: string; readonly axis: number };
  /** Whether the file declares the batch symbolic. */
  readonly isDeclared: boolean;
  /** Nodes that may still be visited, over all attempts: bodies that are walked again multiply with their nesting. */
  readonly budget: { nodes: number };
  choose<T>(options: readonly T[]): T;
  fresh(hint: string): string;
}

/** A source of names no value of the model has. */
export function freshNames(model: ModelGraph): (hint: string) => string {
  const taken = new Set<string>();
  const declare = (graph: Graph): void => {
    for (const { name } of [...graph.inputs, ...graph.initialisers]) taken.add(name);
  };
  declare(model.graph);
  for (const node of everyNode(model.graph.nodes)) {
    for (const name of node.outputs) taken.add(name);
    subgraphsOf(node).forEach(declare);
  }
  let count = 0;
  return (hint) => {
    let name = '';
    do name = `tune_${hint}_${count++}`;
    while (taken.has(name));
    return name;
  };
}

/** Adds an int64 vector to the main graph and returns its name. */
export function addIntegers(rewriting: Rewriting, values: readonly number[]): string {
  const name = rewriting.fresh('constant');
  const clamped = values.map((v) => (v >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(v)));
  const tensor = tensorFrom('int64', [values.length], clamped, name);
  rewriting.constants.push(tensor);
  const fact = constantFact(tensor);
  rewriting.values.set(name, { base: fact, wide: fact, layout: null });
  return name;
}

/** Facts of a node's outputs in both worlds. */
export function factsInBothWorlds(
  rewriting: Rewriting,
  node: GraphNode,
): { readonly base: readonly TensorFact[]; readonly wide: readonly TensorFact[] } {
  const inputs = trackedInputs(rewriting, node);
  const facts = (world: 'base' | 'wide'): readonly TensorFact[] =>
    inferNodeFacts(
      node,
      inputs.map((i) => i?.[world] ?? null),
      rewriting.model,
      rewriting.rules,
    );
  return { base: facts('base'), wide: facts('wide') };
}

/** Inputs of a node as known so far; null for omitted ones. */
export function trackedInputs(
  rewriting: Rewriting,
  node: GraphNode,
): readonly (TrackedValue | null)[] {
  const unknown: TrackedValue = { base: UNKNOWN_FACT, wide: UNKNOWN_FACT, layout: null };
  return node.inputs.map((name) => (name === '' ? null : (rewriting.values.get(name) ?? unknown)));
}

/** Name of a vector of one element that holds the batch size at run time. */
export function batchSizeVector(rewriting: Rewriting): string {
  const made = rewriting.preamble.at(-1)?.outputs[0];
  if (made !== undefined) return made;
  const { name, axis } = rewriting.source;
  const shape = rewriting.fresh('shape');
  const size = rewriting.fresh('batch_size');
  const nodes = [
    newNode('Shape', [name], [shape]),
    newNode('Gather', [shape, addIntegers(rewriting, [axis])], [size], [intAttributeOf('axis', 0)]),
  ];
  for (const node of nodes) {
    const facts = factsInBothWorlds(rewriting, node);
    const [base = UNKNOWN_FACT, wide = UNKNOWN_FACT] = [facts.base[0], facts.wide[0]];
    rewriting.values.set(node.outputs[0] ?? '', { base, wide, layout: null });
    rewriting.preamble.push(node);
  }
  return size;
}

export function newNode(
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: GraphNode['attributes'] = [],
): GraphNode {
  return { name: `${outputs[0] ?? opType}_node`, opType, domain: '', inputs, outputs, attributes };
}
