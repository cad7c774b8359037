import type { Attribute, Graph, GraphNode, ModelGraph, ValueInfo } from './model-graph.ts';
import { constantFact } from './shape-inference-constants.ts';
import { type KnownShape, type ShapeRules, type TensorFact, UNKNOWN_FACT } from './shape-rule.ts';
import { topologicalOrder } from './topological-order.ts';

/** Facts by value name. Names inside subgraphs are included; ONNX forbids them to shadow outer ones. */
export interface InferredShapes {
  readonly values: ReadonlyMap<string, TensorFact>;
  /** Outputs of nodes of which a size, or even the rank, is not known. */
  readonly unresolved: readonly string[];
}

/** What the driver is given about a graph input. */
export interface InputFact {
  readonly shape: KnownShape;
  /** Contents, where the caller will always feed the same small tensor (control inputs). */
  readonly value?: readonly number[];
}

interface Run {
  readonly rules: ShapeRules;
  readonly opsets: ReadonlyMap<string, number>;
  readonly functions: ModelGraph['functions'];
  readonly values: Map<string, TensorFact>;
  readonly unresolved: string[];
  readonly depth: number;
  /** Bodies that may still be walked: loops that do not settle multiply with their nesting. */
  readonly budget: { bodies: number };
}

/** Nesting of subgraphs that is followed; results of deeper ones are unresolved. */
const MAX_DEPTH = 32;

/** Walks of bodies in total; results of later ones are unresolved. */
const MAX_BODIES = 2000;

/**
 * Works out element type, shape and (for small tensors that follow from shapes) contents of every value of a model,
 * subgraphs included, given the shapes of its inputs. Inputs that are not given keep what the file declares, symbols
 * counting as unknown. Never throws: what cannot be worked out is unresolved. Time linear in the number of nodes.
 */
export function inferShapes(
  model: ModelGraph,
  inputs: ReadonlyMap<string, InputFact>,
  rules: ShapeRules,
): InferredShapes {
  const run: Run = {
    rules,
    opsets: model.opsets,
    functions: model.functions,
    values: new Map(),
    unresolved: [],
    depth: 0,
    budget: { bodies: MAX_BODIES },
  };
  for (const input of model.graph.inputs) {
    const given = inputs.get(input.name);
    const declared = declaredFact(input);
    run.values.set(
      input.name,
      given === undefined
        ? declared
        : { ...declared, shape: given.shape, value: given.value ?? null },
    );
  }
  inferGraph(model.graph, run);
  return { values: run.values, unresolved: run.unresolved };
}

/** What a declaration says: symbolic sizes are unknown. */
export function declaredFact(info: ValueInfo): TensorFact {
  if (info.type.kind !== 'tensor') return UNKNOWN_FACT;
  const shape = info.type.shape?.map((d) => (typeof d === 'number' ? d : null)) ?? null;
  return { elementType: info.type.elementType, shape, value: null };
}

function inferGraph(graph: Graph, run: Run): void {
  for (const tensor of graph.initialisers) run.values.set(tensor.name, constantFact(tensor));
  const declared = new Map(graph.valueInfo.map((v) => [v.name, v]));
  for (const node of nodesInOrder(graph)) {
    const outputs = inferNode(node, run);
    node.outputs.forEach((name, i) => {
      if (name === '') return;
      const output = withDeclared(outputs[i] ?? UNKNOWN_FACT, declared.get(name));
      run.values.set(name, output);
      if (output.shape === null || output.shape.includes(null)) run.unresolved.push(name);
    });
  }
}

/** Producers before consumers, which not every file keeps to; a graph with a cycle stays as it is. */
export function nodesInOrder(graph: Graph): readonly GraphNode[] {
  const order = topologicalOrder(graph);
  return order.kind === 'ordered' ? order.nodes : graph.nodes;
}

/** Fills the type, and nothing else, from value_info: declared shapes may belong to another batch or image size. */
function withDeclared(fact: TensorFact, declared: ValueInfo | undefined): TensorFact {
  if (fact.elementType !== 'undefined' || declared?.type.kind !== 'tensor') return fact;
  return { ...fact, elementType: declared.type.elementType };
}

function inferNode(node: GraphNode, run: Run): readonly TensorFact[] {
  const inputs = node.inputs.map((name) =>
    name === '' ? null : (run.values.get(name) ?? UNKNOWN_FACT),
  );
  if (node.domain === '') {
    if (node.opType === 'If') return inferIf(node, inputs, run);
    if (node.opType === 'Loop') return inferLoop(node, inputs, run);
    if (node.opType === 'Scan') return inferScan(node, inputs, run);
  }
  return inferNodeFacts(node, inputs, run, run.rules);
}

/**
 * Facts of the outputs of one node that has no subgraphs, from those of its inputs. Calls of the model's own functions
 * are unknown.
 */
export function inferNodeFacts(
  node: GraphNode,
  inputs: readonly (TensorFact | null)[],
  model: Pick<ModelGraph, 'opsets' | 'functions'>,
  rules: ShapeRules,
): readonly TensorFact[] {
  const local = model.functions.some((f) => f.domain === node.domain && f.name === node.opType);
  const rule = local ? undefined : rules(node.domain, node.opType);
  return rule?.({ node, opset: model.opsets.get(node.domain) ?? 1, inputs }) ?? [];
}

/** The graph an attribute of a control-flow node holds. */
export function bodyOf(node: GraphNode, name: string): Graph | undefined {
  const value = node.attributes.find((a: Attribute) => a.name === name)?.value;
  return value?.kind === 'graph' ? value.value : undefined;
}

function inferBody(body: Graph, inputs: readonly TensorFact[], run: Run): readonly TensorFact[] {
  if (run.depth >= MAX_DEPTH || run.budget.bodies-- <= 0) return [];
  body.inputs.forEach((input, i) => {
    run.values.set(input.name, withDeclared(inputs[i] ?? UNKNOWN_FACT, input));
  });
  inferGraph(body, { ...run, depth: run.depth + 1 });
  return body.outputs.map((o) => run.values.get(o.name) ?? UNKNOWN_FACT);
}

/** Only the branch that is taken counts, where the condition is known; else what both agree on. */
function inferIf(
  node: GraphNode,
  inputs: readonly (TensorFact | null)[],
  run: Run,
): readonly TensorFact[] {
  const condition = inputs[0]?.value?.[0];
  const taken =
    condition === undefined
      ? ['then_branch', 'else_branch']
      : condition
        ? ['then_branch']
        : ['else_branch'];
  const results = taken.map((name) => {
    const body = bodyOf(node, name);
    return body === undefined ? [] : inferBody(body, [], run);
  });
  const [first = [], second = first] = results;
  return first.map((fact, i) =>
    second === first ? fact : agreement(fact, second[i] ?? UNKNOWN_FACT),
  );
}

/** What holds of either. */
export function agreement(a: TensorFact, b: TensorFact): TensorFact {
  const sameRank = a.shape !== null && b.shape !== null && a.shape.length === b.shape.length;
  const shape = sameRank ? (a.shape?.map((d, i) => (d === b.shape?.[i] ? d : null)) ?? null) : null;
  const sameValue =
    a.value !== null && b.value !== null && a.value.every((v, i) => v === b.value?.[i]);
  return {
    elementType: a.elementType,
    shape,
    value: sameValue && !shape?.includes(null) ? a.value : null,
  };
}

/** Carried values may change shape from one iteration to the next: what still holds after the body does. */
function inferLoop(
  node: GraphNode,
  inputs: readonly (TensorFact | null)[],
  run: Run,
): readonly TensorFact[] {
  const body = bodyOf(node, 'body');
  if (body === undefined) return [];
  const trips = inputs[0]?.value?.[0] ?? null;
  const carried = carriedFacts(
    body,
    inputs.slice(2).map((i) => i ?? UNKNOWN_FACT),
    run,
  );
  const scanned = carried.outputs.slice(1 + carried.state.length);
  return [
    ...carried.state,
    ...scanned.map((f) => ({
      ...f,
      shape: f.shape === null ? null : [trips, ...f.shape],
      value: null,
    })),
  ];
}

function carriedFacts(
  body: Graph,
  initial: readonly TensorFact[],
  run: Run,
): { readonly state: readonly TensorFact[]; readonly outputs: readonly TensorFact[] } {
  const counter: TensorFact = { elementType: 'int64', shape: [], value: null };
  const condition: TensorFact = { elementType: 'bool', shape: [], value: null };
  let state = initial.map((f) => ({ ...f, value: null }) as TensorFact);
  // Each pass can only forget sizes; three are enough for shapes that settle, and then everything doubtful is dropped.
  for (let pass = 0; ; pass++) {
    const unresolved: string[] = [];
    const outputs = inferBody(body, [counter, condition, ...state], { ...run, unresolved });
    const next = state.map((f, i) => agreement(f, outputs[1 + i] ?? UNKNOWN_FACT));
    const settled = next.every((f, i) => sameShape(f.shape, state[i]?.shape ?? null));
    if (settled || pass > 3) {
      run.unresolved.push(...unresolved);
      return { state: next, outputs };
    }
    state = pass < 3 ? next : next.map((f) => ({ ...f, shape: null }));
  }
}

function sameShape(a: KnownShape | null, b: KnownShape | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

function inferScan(
  node: GraphNode,
  inputs: readonly (TensorFact | null)[],
  run: Run,
): readonly TensorFact[] {
  const body = bodyOf(node, 'body');
  if (body === undefined || (run.opsets.get('') ?? 1) < 9) return [];
  const scanned = intOf(node, 'num_scan_inputs');
  const stateCount = inputs.length - scanned;
  const axes = intsOf(node, 'scan_input_axes');
  const slices = inputs
    .slice(stateCount)
    .map((f, i) => withoutAxis(f ?? UNKNOWN_FACT, axes?.[i] ?? 0));
  const steps = inputs[stateCount]?.shape?.at(axes?.[0] ?? 0) ?? null;
  const initial = inputs.slice(0, stateCount).map((f) => ({ ...(f ?? UNKNOWN_FACT), value: null }));
  const outputs = inferBody(body, [...initial, ...slices], run);
  const outputAxes = intsOf(node, 'scan_output_axes');
  return outputs.map((f, i) => {
    if (i < stateCount) return agreement({ ...f, value: null }, initial[i] ?? UNKNOWN_FACT);
    return withAxis(f, outputAxes?.[i - stateCount] ?? 0, steps);
  });
}

function withoutAxis(fact: TensorFact, axis: number): TensorFact {
  return { ...fact, shape: fact.shape?.toSpliced(axis, 1) ?? null, value: null };
}

function withAxis(fact: TensorFact, axis: number, size: number | null): TensorFact {
  const at = axis < 0 ? axis + (fact.shape?.length ?? 0) + 1 : axis;
  return { ...fact, shape: fact.shape?.toSpliced(at, 0, size) ?? null, value: null };
}

function intOf(node: GraphNode, name: string): number {
  const value = node.attributes.find((a) => a.name === name)?.value;
  return value?.kind === 'int' ? Number(value.value) : 0;
}

function intsOf(node: GraphNode, name: string): readonly number[] | undefined {
  const value = node.attributes.find((a) => a.name === name)?.value;
  return value?.kind === 'ints' ? value.value.map(Number) : undefined;
}
