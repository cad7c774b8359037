import { InferenceSession, Tensor } from 'onnxruntime-node';
import { shapeRuleOf } from '../../operators/catalogue.ts';
import { inferFeedSpecs } from '../../src/batching/infer-feed-specs.ts';
import { type BatchPlan, planBatching } from '../../src/batching/plan-batching.ts';
import { type ResolvedInput, resolveInputShapes } from '../../src/batching/resolve-input-shapes.ts';
import type { ByteSource } from '../../src/onnx/byte-source.ts';
import { tensorByteLength } from '../../src/onnx/element-type.ts';
import { joinModelBytes } from '../../src/onnx/model-bytes.ts';
import type { GraphNode, ModelGraph, ValueInfo } from '../../src/onnx/model-graph.ts';
import {
  bodyOf,
  type InputFact,
  inferShapes,
  nodesInOrder,
} from '../../src/onnx/shape-inference.ts';
import { type TensorFact, UNKNOWN_FACT } from '../../src/onnx/shape-rule.ts';
import { writeModel } from '../../src/onnx/write-model.ts';
import { type Feed, makeFeed } from '../../src/probe/feed.ts';

/** What shape inference says of a model's intermediate tensors beside what the runtime makes of them. */
export interface ShapeComparison {
  /** Tensors the runtime made: every output of every node of the main graph except constants and what is no tensor. */
  readonly tensors: number;
  /** Of these, those whose type and sizes are all inferred. */
  readonly resolved: number;
  /** Of these, those that are as inferred. */
  readonly equal: number;
  /** The others, in words. */
  readonly mismatches: readonly string[];
}

/** One run of a model at one batch size. */
export interface ShapeCase {
  readonly batch: number;
  readonly model: ModelGraph;
  /** Inputs as shape inference is told them. */
  readonly facts: ReadonlyMap<string, InputFact>;
  readonly feeds: readonly Feed[];
}

/** Bytes fetched in one run, so that large models need no more memory than that and their own. */
const FETCHED_BYTES = 256 * 1024 * 1024;

/** Names fetched in one run. */
const FETCHED_NAMES = 1500;

/** Outputs of these are sequences or optional values, which the runtime's JavaScript interface does not give out. */
const NO_TENSORS = /^(Sequence(At)?(Construct|Empty|Insert|Erase|Map)|SplitToSequence|Optional)$/;

/** Element types the runtime's JavaScript interface does not give out. */
const NOT_FETCHED = /^(b?float8|bfloat16|u?int4|float4|complex)/;

/** Runs a model that keeps every intermediate tensor, unoptimised, and compares each with what is inferred. */
export async function compareShapes(
  { model, facts, feeds }: ShapeCase,
  source?: ByteSource,
): Promise<ShapeComparison> {
  const inferred = inferShapes(model, facts, shapeRuleOf).values;
  const flat = withBranchesInside(model, inferred);
  const makers = new Map(
    flat.graph.nodes
      .filter((n) => n.opType !== 'Constant' && !NO_TENSORS.test(n.opType))
      .flatMap((n) => n.outputs.map((name) => [name, n.opType] as const)),
  );
  makers.delete('');
  const names = [...makers.keys()].filter(
    (name) => !NOT_FETCHED.test(inferred.get(name)?.elementType ?? ''),
  );
  const session = await InferenceSession.create(
    joinModelBytes(writeModel(withOutputs(flat, names)), source),
    { graphOptimizationLevel: 'disabled', intraOpNumThreads: 1, logSeverityLevel: 4 },
  );
  const given = Object.fromEntries(
    feeds.map((f) => [
      f.name,
      new Tensor(f.elementType as 'float32', f.data as Float32Array, [...f.shape]),
    ]),
  );
  const mismatches: string[] = [];
  let [resolved, equal] = [0, 0];
  try {
    for (const group of inGroups(names, inferred)) {
      const results = await session.run(given, group);
      for (const name of group) {
        const fact = inferred.get(name) ?? UNKNOWN_FACT;
        const tensor = results[name];
        const known =
          fact.shape !== null && !fact.shape.includes(null) && fact.elementType !== 'undefined';
        const [says, is] = [
          describe(fact.elementType, fact.shape),
          describe(tensor?.type, tensor?.dims ?? null),
        ];
        if (known) resolved++;
        if (known && says === is) equal++;
        else mismatches.push(`${makers.get(name)} ${name}: inferred ${says}, is ${is}`);
        tensor?.dispose();
      }
    }
  } finally {
    await session.release();
  }
  return { tensors: names.length, resolved, equal, mismatches };
}

function describe(
  elementType: string | undefined,
  shape: readonly (number | null)[] | null,
): string {
  return `${elementType} ${shape === null ? 'of unknown rank' : `[${shape.map((d) => d ?? '?').join(', ')}]`}`;
}

/**
 * The same model with the branch that each If is known to take in place of it, so that what the branch makes can be had.
 * Names need no change: ONNX gives a name one meaning in a graph and what is inside it.
 */
function withBranchesInside(model: ModelGraph, facts: ReadonlyMap<string, TensorFact>): ModelGraph {
  const initialisers = [...model.graph.initialisers];
  const flatten = (nodes: readonly GraphNode[]): readonly GraphNode[] =>
    nodes.flatMap((node) => {
      const condition = facts.get(node.inputs[0] ?? '')?.value?.[0];
      if (node.opType !== 'If' || condition === undefined) return [node];
      const branch = bodyOf(node, condition ? 'then_branch' : 'else_branch');
      if (branch === undefined) return [node];
      initialisers.push(...branch.initialisers);
      return [
        ...flatten(nodesInOrder(branch)),
        ...branch.outputs.map((output, i): GraphNode => {
          const outputs = [node.outputs[i] ?? ''];
          return {
            name: '',
            opType: 'Identity',
            domain: '',
            inputs: [output.name],
            outputs,
            attributes: [],
          };
        }),
      ];
    });
  const nodes = flatten(nodesInOrder(model.graph));
  return { ...model, graph: { ...model.graph, nodes, initialisers } };
}

/** The same model with these values as outputs, whose types the runtime works out itself. */
function withOutputs(model: ModelGraph, names: readonly string[]): ModelGraph {
  const outputs = names.map(
    (name): ValueInfo =>
      model.graph.outputs.find((o) => o.name === name) ?? { name, type: { kind: 'unknown' } },
  );
  return { ...model, graph: { ...model.graph, outputs } };
}

function inGroups(
  names: readonly string[],
  facts: ReadonlyMap<string, TensorFact>,
): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let room = 0;
  for (const name of names) {
    const fact = facts.get(name) ?? UNKNOWN_FACT;
    const dims = (fact.shape ?? []).map((d) => d ?? 1);
    const bytes = tensorByteLength(fact.elementType, dims) ?? 0;
    const group = groups.at(-1);
    if (group === undefined || bytes > room || group.length >= FETCHED_NAMES) {
      groups.push([name]);
      room = FETCHED_BYTES - bytes;
    } else {
      group.push(name);
      room -= bytes;
    }
  }
  return groups;
}

/**
 * The runs that compare a model at its own batch (or 1) and at twice that, rewritten to take it where that is needed. A file
 * that declares a batch takes it even where its samples turn out to depend on each other; only one run where neither is so.
 */
export function shapeCases(model: ModelGraph): readonly ShapeCase[] {
  const inputs = resolveInputShapes(model);
  const plan = planBatching(model, inputs);
  const base = plan.baseBatch;
  const first = shapeCase(model, inputs, plan, base);
  if (plan.status !== 'fixed') return [first, shapeCase(plan.model, inputs, plan, 2 * base)];
  const doubled = inputs.map((input) =>
    input.open.some(({ axis }) => axis === 0) ? { ...input, shape: input.shape.with(0, 2) } : input,
  );
  if (inputs.every((input) => !input.open.some(({ axis }) => axis === 0))) return [first];
  return [first, { ...shapeCase(model, doubled, plan, 1), batch: 2 }];
}

function shapeCase(
  model: ModelGraph,
  inputs: readonly ResolvedInput[],
  plan: BatchPlan,
  batch: number,
): ShapeCase {
  const { specs } = inferFeedSpecs(model, inputs, plan);
  const rows = Array.from({ length: batch }, (_, row) => row);
  const feeds = specs.map((spec) => makeFeed(spec, rows, 7, undefined));
  const facts = feeds.map(({ name, shape, data }): [string, InputFact] => {
    const steers = inputs.some((i) => i.name === name && i.control !== null);
    return [name, steers ? { shape, value: Array.from(data as Float32Array, Number) } : { shape }];
  });
  return { batch, model, facts: new Map(facts), feeds };
}
