import { shapeRuleOf } from '../../operators/catalogue.ts';
import type { OutputSpec } from '../onnx/feed-spec.ts';
import type { Graph, GraphNode, ModelGraph, ValueInfo } from '../onnx/model-graph.ts';
import { declaredFact } from '../onnx/shape-inference.ts';
import type { TensorFact } from '../onnx/shape-rule.ts';
import { type BatchHypothesis, batchHypotheses } from './batch-hypotheses.ts';
import { batchAxis, type TrackedValue, WIDE_BATCH } from './batch-layout.ts';
import { BatchObstacleError } from './batch-step.ts';
import { followGraph } from './follow-graph.ts';
import type { ResolvedInput } from './resolve-input-shapes.ts';
import { type BatchChange, freshNames, type Rewriting } from './rewriting.ts';

/** What stops the batch: the node's name (or its first output's) and operator, and why, in words. */
export interface BatchObstacle {
  readonly node: string;
  readonly opType: string;
  readonly reason: string;
}

/** Whether and how a model takes several samples at once. Only running it proves a plan (`verifyBatching`). */
export interface BatchPlan {
  /**
   * - `declared`: the file takes any batch as it is
   * - `rewritten`: `model` does
   * - `fixed`: only the batch of the file works; `obstacle` says why
   */
  readonly status: 'declared' | 'rewritten' | 'fixed';
  /** Batch size the file was made for; 1 where it is declared symbolic. */
  readonly baseBatch: number;
  readonly inputs: readonly { readonly name: string; readonly batchAxis: number | null }[];
  readonly outputs: readonly OutputSpec[];
  readonly changes: readonly BatchChange[];
  readonly obstacle: BatchObstacle | null;
  /** The model to run: the file's own unless `rewritten`. */
  readonly model: ModelGraph;
}

/** Readings of ambiguous reshapes tried for one assumption about the inputs. */
const MAX_READINGS = 24;

/** Nodes visited in total, so that hopeless large graphs end in about a second. */
const MAX_VISITS = 400_000;

interface Attempt {
  readonly graph: Graph;
  readonly outputs: readonly OutputSpec[];
  readonly changes: readonly BatchChange[];
  readonly rewriting: Rewriting;
}

/**
 * Finds the batch axis of every input and output, follows the batch through the graph and rewrites every constant it
 * flows into. `inputs` are the sizes of one run of the file as it is. Where several readings are possible, the first
 * that leads to the outputs is taken.
 */
export function planBatching(model: ModelGraph, inputs: readonly ResolvedInput[]): BatchPlan {
  const fresh = freshNames(model);
  const budget = { nodes: Math.max(MAX_VISITS, 2 * model.graph.nodes.length) };
  let first: { readonly obstacle: BatchObstacle; readonly base: number } | null = null;
  for (const hypothesis of batchHypotheses(inputs)) {
    for (const script of scripts()) {
      const attempt = tryHypothesis(model, inputs, hypothesis, fresh, script, budget);
      if (!('reason' in attempt)) return successfulPlan(model, inputs, hypothesis, attempt);
      first ??= { obstacle: attempt, base: hypothesis.base };
      if (budget.nodes <= 0) break;
    }
    if (budget.nodes <= 0) break;
  }
  const none: BatchObstacle = {
    node: '',
    opType: '',
    reason: 'no input has an axis that could hold a batch',
  };
  return {
    status: 'fixed',
    baseBatch: first?.base ?? 1,
    inputs: inputs.map(({ name }) => ({ name, batchAxis: null })),
    outputs: model.graph.outputs.map(({ name }) => ({ name, batchAxis: null })),
    changes: [],
    obstacle: first?.obstacle ?? none,
    model,
  };
}

/** Which option to take at every choice of a run; `options` is filled in by the run. */
interface Script {
  readonly picks: readonly number[];
  readonly options: number[];
}

/** Depth-first over the choices runs meet: the last one with options left changes first. */
function* scripts(): Generator<Script> {
  let script: Script = { picks: [], options: [] };
  for (let n = 0; n < MAX_READINGS; n++) {
    yield script;
    const taken = script.options.map((_, i) => script.picks[i] ?? 0);
    const last = script.options.findLastIndex((count, i) => (taken[i] ?? 0) + 1 < count);
    if (last < 0) return;
    script = { picks: [...taken.slice(0, last), (taken[last] ?? 0) + 1], options: [] };
  }
}

function tryHypothesis(
  model: ModelGraph,
  inputs: readonly ResolvedInput[],
  hypothesis: BatchHypothesis,
  fresh: (hint: string) => string,
  script: Script,
  budget: Rewriting['budget'],
): Attempt | BatchObstacle {
  const rewriting = startRewriting(model, inputs, hypothesis, fresh, script, budget);
  try {
    const graph = followGraph(model.graph, rewriting);
    const outputs = model.graph.outputs.map((o) => outputSpec(o, model, rewriting));
    if (outputs.every((o) => o.batchAxis === null)) {
      return { node: '', opType: '', reason: 'no output grows with the batch' };
    }
    return { graph, outputs, changes: rewriting.changes, rewriting };
  } catch (error) {
    if (!(error instanceof BatchObstacleError)) throw error;
    return obstacleAt(error.node, error.message);
  }
}

function obstacleAt(node: GraphNode, reason: string): BatchObstacle {
  return { node: node.name || (node.outputs[0] ?? ''), opType: node.opType, reason };
}

function startRewriting(
  model: ModelGraph,
  inputs: readonly ResolvedInput[],
  hypothesis: BatchHypothesis,
  fresh: (hint: string) => string,
  script: Script,
  budget: Rewriting['budget'],
): Rewriting {
  const { base, axes } = hypothesis;
  const values = new Map<string, TrackedValue>();
  for (const input of inputs) {
    const axis = axes.get(input.name) ?? null;
    const count = input.shape.reduce((a, b) => a * b, 1);
    const value = input.control === null ? null : new Array<number>(count).fill(input.control);
    const fact: TensorFact = { elementType: input.elementType, shape: input.shape, value };
    const wide =
      axis === null ? fact : { ...fact, shape: input.shape.with(axis, WIDE_BATCH), value: null };
    values.set(input.name, { base: fact, wide, layout: axis === null ? null : batchAxis(axis) });
  }
  const [name = '', axis] = [...axes].find(([, a]) => a !== null) ?? [];
  return {
    model,
    rules: shapeRuleOf,
    sizes: { base, wide: WIDE_BATCH },
    values,
    changes: [],
    constants: [],
    preamble: [],
    source: { name, axis: axis ?? 0 },
    fresh,
    budget,
    isDeclared: declaresBatch(inputs, axes),
    choose: (options) => {
      const at = script.options.length;
      script.options.push(options.length);
      return options[script.picks[at] ?? 0] as (typeof options)[number];
    },
  };
}

/** Whether every assumed batch axis is symbolic in the file. */
function declaresBatch(inputs: readonly ResolvedInput[], axes: BatchHypothesis['axes']): boolean {
  return inputs.every((input) => {
    const axis = axes.get(input.name) ?? null;
    const size = axis === null ? null : (input.declared[axis] ?? null);
    return typeof size !== 'number' || size < 0;
  });
}

/** Samples must lie one after the other along one axis of an output. */
function outputSpec(output: ValueInfo, model: ModelGraph, rewriting: Rewriting): OutputSpec {
  const layout = rewriting.values.get(output.name)?.layout ?? null;
  if (layout !== null && layout.outer > 1) {
    const node = model.graph.nodes.find((n) => n.outputs.includes(output.name));
    const reason = 'an output stacks several tensors along the batch axis';
    if (node !== undefined) throw new BatchObstacleError(node, reason);
  }
  return { name: output.name, batchAxis: layout?.axis ?? null };
}

function successfulPlan(
  model: ModelGraph,
  inputs: readonly ResolvedInput[],
  hypothesis: BatchHypothesis,
  attempt: Attempt,
): BatchPlan {
  const axes = inputs.map(({ name }) => ({ name, batchAxis: hypothesis.axes.get(name) ?? null }));
  const declared = attempt.rewriting.isDeclared && attempt.changes.length === 0;
  return {
    status: declared ? 'declared' : 'rewritten',
    baseBatch: hypothesis.base,
    inputs: axes,
    outputs: attempt.outputs,
    changes: attempt.changes,
    obstacle: null,
    model: declared ? model : rewrittenModel(model, hypothesis, attempt),
  };
}

/** Name of the batch dimension of rewritten inputs. */
const SYMBOL = 'tune_batch';

function rewrittenModel(
  model: ModelGraph,
  hypothesis: BatchHypothesis,
  attempt: Attempt,
): ModelGraph {
  const { graph, rewriting } = attempt;
  const symbolic = (info: ValueInfo, axis: number | null): ValueInfo => {
    if (axis === null || info.type.kind !== 'tensor') return info;
    const shape = info.type.shape ?? declaredFact(info).shape;
    return {
      ...info,
      type: { ...info.type, shape: shape?.map((d, i) => (i === axis ? SYMBOL : d)) ?? null },
    };
  };
  const originals = new Map(model.graph.outputs.map((o) => [o.name, o]));
  return {
    ...model,
    graph: {
      ...graph,
      nodes: [...rewriting.preamble, ...graph.nodes],
      initialisers: [...graph.initialisers, ...rewriting.constants],
      inputs: model.graph.inputs.map((i) => symbolic(i, hypothesis.axes.get(i.name) ?? null)),
      outputs: graph.outputs.map((o) => looseOutput(originals.get(o.name) ?? o, attempt.outputs)),
    },
  };
}

/** Outputs lose the size of their batch axis; other sizes stay as declared. */
function looseOutput(info: ValueInfo, specs: readonly OutputSpec[]): ValueInfo {
  const axis = specs.find((s) => s.name === info.name)?.batchAxis ?? null;
  if (axis === null || info.type.kind !== 'tensor' || info.type.shape === null) return info;
  return {
    ...info,
    type: { ...info.type, shape: info.type.shape.map((d, i) => (i === axis ? null : d)) },
  };
}
