import { costRuleOf } from '../../operators/catalogue.ts';
import { feedInputs, type Graph, type GraphNode, type ModelGraph } from '../onnx/model-graph.ts';
import { bodyOf, type InferredShapes, nodesInOrder } from '../onnx/shape-inference.ts';
import { UNKNOWN_FACT } from '../onnx/shape-rule.ts';
import { equalityKey } from './equal-nodes.ts';
import { foldsAway, isFoldable, isRepeatable } from './foldable.ts';
import { priceNode, type ValueFacts } from './price-node.ts';
import { operatorName, type Step } from './step.ts';

/** A model as a flat list of priced nodes, bodies of control flow in place, constants folded away. */
export interface LoweredGraph extends ValueFacts {
  /** Producers before consumers. */
  readonly steps: readonly Step[];
  /** Values that no step makes but that stand for others: inputs of bodies, outputs of a branch that is taken. */
  readonly origins: ReadonlyMap<string, readonly string[]>;
  /** Outputs of the model. */
  readonly kept: readonly string[];
  /** Constants that the model stores as integers, by the name of the real numbers made of them. */
  readonly dequantised: ReadonlyMap<string, string>;
  readonly unknownOperators: readonly string[];
  /** First outputs of loops whose number of trips is not known. */
  readonly openLoops: readonly string[];
}

interface Run extends ValueFacts {
  readonly model: ModelGraph;
  readonly constants: Set<string>;
  /** Values made of inputs whose size the file leaves open. */
  readonly open: Set<string>;
  readonly renamed: Map<string, string>;
  readonly steps: Step[];
  readonly origins: Map<string, readonly string[]>;
  readonly dequantised: Map<string, string>;
  readonly unknown: Set<string>;
  readonly openLoops: string[];
  scopes: number;
}

interface Place {
  readonly scope: number;
  readonly times: number;
  readonly depth: number;
  /** Outputs of the body's nodes by what they do, for later nodes that do the same. */
  readonly done: Map<string, readonly string[]>;
}

/** Nesting of bodies that is followed; what lies deeper is not priced. */
const MAX_DEPTH = 32;

/**
 * Walks the bodies of control flow (the branch of an If that is known to be taken, else each at half its price; Loop and
 * Scan as often as they run, or once where that is not known), folds what depends on constants alone and prices the rest.
 * The model must have no local functions left.
 */
export function lowerGraph(model: ModelGraph, inferred: InferredShapes): LoweredGraph {
  const constants = new Set<string>();
  const run: Run = {
    model,
    constants,
    open: new Set(openInputs(model)),
    factOf: (value) => inferred.values.get(value) ?? UNKNOWN_FACT,
    isConstant: (value) => constants.has(value),
    renamed: new Map(),
    steps: [],
    origins: new Map(),
    dequantised: new Map(),
    unknown: new Set(),
    openLoops: [],
    scopes: 0,
  };
  lowerBody(model.graph, run, { scope: 0, times: 1, depth: 0, done: new Map() });
  return {
    ...run,
    kept: model.graph.outputs.map((o) => nameOf(o.name, run)),
    unknownOperators: [...run.unknown],
  };
}

function holdsGraphs(node: GraphNode): boolean {
  return node.attributes.some(({ value }) => value.kind === 'graph' || value.kind === 'graphs');
}

function nameOf(value: string, run: Run): string {
  return run.renamed.get(value) ?? value;
}

function lowerBody(graph: Graph, run: Run, place: Place): void {
  for (const tensor of graph.initialisers) run.constants.add(tensor.name);
  for (const node of nodesInOrder(graph)) lowerNode(node, run, place);
}

function lowerNode(original: GraphNode, run: Run, place: Place): void {
  const node = original.inputs.some((name) => run.renamed.has(name))
    ? { ...original, inputs: original.inputs.map((name) => nameOf(name, run)) }
    : original;
  const hasBodies = holdsGraphs(node);
  if (!hasBodies && isFoldable(node, run, (value) => hasFixedShape(value, run))) {
    for (const output of node.outputs) run.constants.add(output);
    const [stored = '', made = ''] = [node.inputs[0], node.outputs[0]];
    if (node.opType === 'DequantizeLinear') run.dequantised.set(made, stored);
    return;
  }
  markOpen(node, hasBodies, run);
  if (foldsAway(node, run)) {
    run.renamed.set(node.outputs[0] ?? '', node.inputs[0] ?? '');
    return;
  }
  if (!hasBodies && isDoneAlready(node, run, place)) return;
  if (hasBodies && node.domain === '' && lowerControlFlow(node, run, place)) return;
  addStep(node, run, place);
}

function openInputs(model: ModelGraph): readonly string[] {
  return feedInputs(model.graph).flatMap(({ name, type }) => {
    const shape = type.kind === 'tensor' ? type.shape : null;
    return shape?.every((d) => typeof d === 'number') === true ? [] : [name];
  });
}

/** Bodies may use any value around them. */
function markOpen(node: GraphNode, hasBodies: boolean, run: Run): void {
  const isOpen = hasBodies ? run.open.size > 0 : node.inputs.some((name) => run.open.has(name));
  if (isOpen) for (const output of node.outputs) run.open.add(output);
}

/** Whether the shape is the same in every run, as far as the file alone tells. */
function hasFixedShape(value: string, run: Run): boolean {
  return !run.open.has(value) && run.factOf(value).shape?.includes(null) === false;
}

/** Whether an earlier node of the body does the same; its outputs then serve for both. */
function isDoneAlready(node: GraphNode, run: Run, place: Place): boolean {
  const key = isRepeatable(node) ? equalityKey(node, run) : null;
  if (key === null) return false;
  const earlier = place.done.get(key);
  if (earlier === undefined) {
    place.done.set(key, node.outputs);
    return false;
  }
  node.outputs.forEach((output, i) => {
    run.renamed.set(output, earlier[i] ?? '');
  });
  return true;
}

function addStep(node: GraphNode, run: Run, place: Place): void {
  const rule = costRuleOf(node.domain, node.opType);
  if (rule === undefined) run.unknown.add(operatorName(node));
  const opset = run.model.opsets.get(node.domain) ?? 1;
  run.steps.push(priceNode(node, opset, rule, run, { scope: place.scope, times: place.times }));
}

/** Whether the node needs no step of its own. */
function lowerControlFlow(node: GraphNode, run: Run, place: Place): boolean {
  if (node.opType === 'If') return lowerIf(node, run, place);
  const body = bodyOf(node, node.opType === 'Loop' || node.opType === 'Scan' ? 'body' : '');
  if (body === undefined) return false;
  const trips = tripsOf(node, run);
  if (trips === null) run.openLoops.push(node.outputs[0] ?? '');
  body.inputs.forEach((input, i) => {
    if (run.open.size > 0) run.open.add(input.name);
    run.origins.set(input.name, [node.inputs[i] ?? '']);
  });
  const ends = lowerInside(body, run, place, trips ?? 1);
  addStep({ ...node, inputs: [...node.inputs, ...ends] }, run, place);
  return true;
}

function lowerIf(node: GraphNode, run: Run, place: Place): boolean {
  const branches = ['then_branch', 'else_branch'].map((name) => bodyOf(node, name));
  const condition = run.factOf(node.inputs[0] ?? '').value?.[0];
  if (condition === undefined) {
    const ends = branches.flatMap((body) =>
      body === undefined ? [] : lowerInside(body, run, place, 1 / 2),
    );
    addStep({ ...node, inputs: [...node.inputs, ...ends] }, run, place);
    return true;
  }
  const taken = branches[condition === 0 ? 1 : 0];
  if (taken === undefined) return false;
  const ends = lowerInside(taken, run, place, 1);
  node.outputs.forEach((output, i) => {
    const end = ends[i] ?? '';
    if (run.constants.has(end)) run.constants.add(output);
    run.origins.set(output, [end]);
  });
  return true;
}

/** Names of what the body leaves. */
function lowerInside(body: Graph, run: Run, place: Place, times: number): readonly string[] {
  if (place.depth < MAX_DEPTH) {
    run.scopes++;
    lowerBody(body, run, {
      scope: run.scopes,
      times: place.times * times,
      depth: place.depth + 1,
      done: new Map(),
    });
  }
  return body.outputs.map((o) => nameOf(o.name, run));
}

function tripsOf(node: GraphNode, run: Run): number | null {
  if (node.opType === 'Loop') return run.factOf(node.inputs[0] ?? '').value?.[0] ?? null;
  const scanned = node.attributes.find((a) => a.name === 'num_scan_inputs')?.value;
  const count = scanned?.kind === 'int' ? Number(scanned.value) : 0;
  const axes = node.attributes.find((a) => a.name === 'scan_input_axes')?.value;
  const axis = axes?.kind === 'ints' ? Number(axes.value[0] ?? 0n) : 0;
  const sequence = node.inputs[node.inputs.length - count] ?? '';
  return run.factOf(sequence).shape?.at(axis) ?? null;
}
