import type { Graph, GraphNode, ValueInfo } from '../onnx/model-graph.ts';
import { bodyOf, nodesInOrder } from '../onnx/shape-inference.ts';
import { constantFact } from '../onnx/shape-inference-constants.ts';
import { type TensorFact, UNKNOWN_FACT } from '../onnx/shape-rule.ts';
import { type BatchLayout, sameLayout, type TrackedValue } from './batch-layout.ts';
import { BatchObstacleError } from './batch-step.ts';
import { expandLayout } from './expand-constant.ts';
import { followNode } from './follow-node.ts';
import { addIntegers, newNode, type Rewriting, trackedInputs } from './rewriting.ts';

const UNTRACKED: TrackedValue = { base: UNKNOWN_FACT, wide: UNKNOWN_FACT, layout: null };

/** Follows the batch through a graph whose inputs are tracked already; returns the graph rewritten. */
export function followGraph(graph: Graph, rewriting: Rewriting): Graph {
  for (const tensor of graph.initialisers) {
    const fact = constantFact(tensor);
    rewriting.values.set(tensor.name, { base: fact, wide: fact, layout: null });
  }
  const nodes = nodesInOrder(graph).flatMap((node) => followAnyNode(node, rewriting));
  const looseShape = (info: ValueInfo): ValueInfo => {
    const carries = rewriting.values.get(info.name)?.layout != null;
    return carries && info.type.kind === 'tensor'
      ? { ...info, type: { ...info.type, shape: null } }
      : info;
  };
  return {
    ...graph,
    nodes,
    inputs: graph.inputs.map(looseShape),
    outputs: graph.outputs.map(looseShape),
    valueInfo: [],
  };
}

function followAnyNode(node: GraphNode, rewriting: Rewriting): readonly GraphNode[] {
  if (rewriting.budget.nodes-- <= 0)
    throw new BatchObstacleError(
      node,
      'the graph is too large or too deeply nested to be followed any further',
    );
  if (node.domain === '') {
    if (node.opType === 'If') return followIf(node, rewriting);
    if (node.opType === 'Loop') return followLoop(node, rewriting);
    if (node.opType === 'Scan') return followScan(node, rewriting);
  }
  return followNode(node, rewriting);
}

function followBody(
  node: GraphNode,
  name: string,
  inputs: readonly TrackedValue[],
  rewriting: Rewriting,
): { readonly body: Graph; readonly outputs: readonly TrackedValue[] } {
  const graph = bodyOf(node, name);
  if (graph === undefined) throw new BatchObstacleError(node, `its ${name} is missing`);
  graph.inputs.forEach((input, i) => {
    rewriting.values.set(input.name, inputs[i] ?? UNTRACKED);
  });
  const body = followGraph(graph, rewriting);
  return { body, outputs: graph.outputs.map((o) => rewriting.values.get(o.name) ?? UNTRACKED) };
}

function withBody(node: GraphNode, name: string, body: Graph): GraphNode {
  const attributes = node.attributes.map((a) =>
    a.name === name ? { name, value: { kind: 'graph' as const, value: body } } : a,
  );
  return { ...node, attributes };
}

function followIf(node: GraphNode, rewriting: Rewriting): readonly GraphNode[] {
  const condition = trackedInputs(rewriting, node)[0] ?? UNTRACKED;
  if (condition.layout !== null)
    throw new BatchObstacleError(node, 'it decides for all samples by the data of one');
  const [base, wide] = [condition.base.value?.[0], condition.wide.value?.[0]];
  const settled = base !== undefined && wide !== undefined;
  const branchOf = (value: number): string => (value === 0 ? 'else_branch' : 'then_branch');
  if (settled && base === wide) return [followBranch(node, branchOf(base), rewriting)];
  if (settled) {
    const value = rewriting.choose([base, wide]);
    const name = rewriting.fresh('condition');
    rewriting.changes.push({
      node: node.name,
      opType: node.opType,
      what: 'a condition on the batch size is fixed to what it is in the file',
    });
    const flag = newNode(
      'Cast',
      [addIntegers(rewriting, [value])],
      [name],
      [{ name: 'to', value: { kind: 'int', value: 9n } }],
    );
    const rewritten = followBranch(node, branchOf(value), rewriting);
    return [flag, { ...rewritten, inputs: [name] }];
  }
  return [followBothBranches(node, rewriting)];
}

function followBranch(node: GraphNode, name: string, rewriting: Rewriting): GraphNode {
  const { body, outputs } = followBody(node, name, [], rewriting);
  setOutputs(node, outputs, rewriting);
  return withBody(node, name, body);
}

function followBothBranches(node: GraphNode, rewriting: Rewriting): GraphNode {
  const first = followBody(node, 'then_branch', [], rewriting);
  const second = followBody(node, 'else_branch', [], rewriting);
  first.outputs.forEach((value, i) => {
    const other = second.outputs[i] ?? UNTRACKED;
    if (!sameLayout(value.layout, other.layout)) {
      throw new BatchObstacleError(node, 'its branches leave the batch in different places');
    }
  });
  setOutputs(node, first.outputs, rewriting);
  return withBody(withBody(node, 'then_branch', first.body), 'else_branch', second.body);
}

function setOutputs(node: GraphNode, outputs: readonly TrackedValue[], rewriting: Rewriting): void {
  node.outputs.forEach((name, i) => {
    if (name !== '') rewriting.values.set(name, outputs[i] ?? UNTRACKED);
  });
}

/** Contents of a carried value differ from one iteration to the next. */
function withoutValue(value: TrackedValue): TrackedValue {
  const forget = (fact: TensorFact): TensorFact => ({ ...fact, value: null });
  return { ...value, base: forget(value.base), wide: forget(value.wide) };
}

/**
 * Follows a body until carried states keep their layout. A constant initial state that the body turns into one per sample
 * is repeated for every sample.
 */
function followCarried(
  node: GraphNode,
  stateAt: number,
  resultAt: number,
  stateCount: number,
  bodyInputs: (states: readonly TrackedValue[]) => readonly TrackedValue[],
  rewriting: Rewriting,
): {
  readonly nodes: readonly GraphNode[];
  readonly current: GraphNode;
  readonly body: Graph;
  readonly outputs: readonly TrackedValue[];
} {
  const nodes: GraphNode[] = [];
  let current = node;
  for (let pass = 0; pass <= stateCount; pass++) {
    const states = trackedInputs(rewriting, current)
      .slice(stateAt, stateAt + stateCount)
      .map((s) => withoutValue(s ?? UNTRACKED));
    const mark = rewriting.changes.length;
    const { body, outputs } = followBody(current, 'body', bodyInputs(states), rewriting);
    const moved = states.findIndex(
      (s, i) => !sameLayout(s.layout, outputs[resultAt + i]?.layout ?? null),
    );
    if (moved < 0) {
      requireSteadyShapes(node, states, outputs.slice(resultAt, resultAt + stateCount));
      return { nodes, current, body, outputs };
    }
    rewriting.changes.length = mark;
    const layout: BatchLayout | null = outputs[resultAt + moved]?.layout ?? null;
    if (states[moved]?.layout !== null || layout === null) break;
    const expanded = expandLayout(current, stateAt + moved, layout, rewriting);
    nodes.push(...expanded.nodes);
    current = { ...current, inputs: current.inputs.with(stateAt + moved, expanded.name) };
    rewriting.changes.push({
      node: node.name,
      opType: node.opType,
      what: 'a constant initial state is repeated for every sample',
    });
  }
  throw new BatchObstacleError(node, 'the batch moves from one iteration to the next');
}

/** Sizes that change from one iteration to the next would be wrong for all but the first. */
function requireSteadyShapes(
  node: GraphNode,
  before: readonly TrackedValue[],
  after: readonly TrackedValue[],
): void {
  const changes = before.some((value, i) => {
    const [from, to] = [value.base.shape, after[i]?.base.shape ?? null];
    if (value.layout === null) return false;
    return (
      from === null ||
      to === null ||
      from.length !== to.length ||
      from.some((d, axis) => d !== to[axis])
    );
  });
  if (changes)
    throw new BatchObstacleError(
      node,
      'a state that holds the batch changes shape from one iteration to the next',
    );
}

function followLoop(node: GraphNode, rewriting: Rewriting): readonly GraphNode[] {
  const [trips, condition] = trackedInputs(rewriting, node);
  if (condition?.layout != null || trips?.layout != null)
    throw new BatchObstacleError(node, 'how often it runs depends on the samples');
  if (trips?.base.value?.[0] !== trips?.wide.value?.[0])
    throw new BatchObstacleError(node, 'how often it runs depends on the batch size');
  const counter: TrackedValue = untracked({ elementType: 'int64', shape: [], value: null });
  const going: TrackedValue = untracked({ elementType: 'bool', shape: [], value: null });
  const stateCount = node.inputs.length - 2;
  const followed = followCarried(node, 2, 1, stateCount, (s) => [counter, going, ...s], rewriting);
  if (followed.outputs[0]?.layout != null)
    throw new BatchObstacleError(node, 'whether it goes on depends on the samples');
  const steps = trips?.base.value?.[0] ?? null;
  const states = followed.outputs.slice(1, 1 + stateCount);
  const scanned = followed.outputs.slice(1 + stateCount).map((v) => stacked(v, 0, steps));
  setOutputs(node, [...states.map(withoutValue), ...scanned], rewriting);
  return [...followed.nodes, withBody(followed.current, 'body', followed.body)];
}

function untracked(fact: TensorFact): TrackedValue {
  return { base: fact, wide: fact, layout: null };
}

/** A value of every iteration, joined along a new axis. */
function stacked(value: TrackedValue, axis: number, steps: number | null): TrackedValue {
  const grow = (fact: TensorFact): TensorFact => ({
    ...fact,
    shape: fact.shape?.toSpliced(axis, 0, steps) ?? null,
    value: null,
  });
  const { layout } = value;
  const moved =
    layout !== null && layout.axis >= axis ? { ...layout, axis: layout.axis + 1 } : layout;
  return { base: grow(value.base), wide: grow(value.wide), layout: moved };
}

function followScan(node: GraphNode, rewriting: Rewriting): readonly GraphNode[] {
  if ((rewriting.model.opsets.get('') ?? 1) < 9)
    throw new BatchObstacleError(node, 'Scan before opset 9 is not followed');
  const attribute = (name: string): readonly number[] => {
    const value = node.attributes.find((a) => a.name === name)?.value;
    return value?.kind === 'ints'
      ? value.value.map(Number)
      : value?.kind === 'int'
        ? [Number(value.value)]
        : [];
  };
  const scanCount = attribute('num_scan_inputs')[0] ?? 0;
  const stateCount = node.inputs.length - scanCount;
  const inAxes = attribute('scan_input_axes');
  const scanned = trackedInputs(rewriting, node)
    .slice(stateCount)
    .map((v, i) => sliced(node, v ?? UNTRACKED, inAxes[i] ?? 0));
  const first = trackedInputs(rewriting, node)[stateCount];
  const steps = first?.base.shape?.at(inAxes[0] ?? 0) ?? null;
  const followed = followCarried(node, 0, 0, stateCount, (s) => [...s, ...scanned], rewriting);
  const outAxes = attribute('scan_output_axes');
  const results = followed.outputs.map((v, i) => {
    if (i < stateCount) return withoutValue(v);
    const axis = outAxes[i - stateCount] ?? 0;
    return stacked(v, axis < 0 ? axis + (v.base.shape?.length ?? 0) + 1 : axis, steps);
  });
  setOutputs(node, results, rewriting);
  return [...followed.nodes, withBody(followed.current, 'body', followed.body)];
}

/** One slice of a scanned input. */
function sliced(node: GraphNode, value: TrackedValue, axis: number): TrackedValue {
  const at = axis < 0 ? axis + (value.base.shape?.length ?? 0) : axis;
  if (value.layout?.axis === at) throw new BatchObstacleError(node, 'it scans over the batch');
  const cut = (fact: TensorFact): TensorFact => ({
    ...fact,
    shape: fact.shape?.toSpliced(at, 1) ?? null,
    value: null,
  });
  const { layout } = value;
  const moved = layout !== null && layout.axis > at ? { ...layout, axis: layout.axis - 1 } : layout;
  return { base: cut(value.base), wide: cut(value.wide), layout: moved };
}
