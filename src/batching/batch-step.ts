import type { Attribute, GraphNode } from '../onnx/model-graph.ts';
import type { OperatorCall, TensorFact } from '../onnx/shape-rule.ts';
import type { BatchLayout, BatchSizes, TrackedValue } from './batch-layout.ts';

/** Why a node stops the batch. Thrown inside the analysis, a value (`BatchPlan.obstacle`) outside. */
export class BatchObstacleError extends Error {
  readonly node: GraphNode;

  constructor(node: GraphNode, reason: string) {
    super(reason);
    this.name = 'BatchObstacleError';
    this.node = node;
  }
}

/** One node under analysis: what comes in, and the means to change the graph so that the batch can flow through it. */
export interface BatchStep {
  readonly node: GraphNode;
  readonly opset: number;
  readonly sizes: BatchSizes;
  readonly inputs: readonly (TrackedValue | null)[];
  /** The node's outputs in the file, at the file's batch. */
  readonly base: readonly TensorFact[];
  /** The node as a call in one of the worlds, for helpers of the operator catalogue. */
  readonly call: OperatorCall;
  readonly wideCall: OperatorCall;
  /** Outputs of the unchanged node at the wide batch. */
  readonly wide: readonly TensorFact[];
  /** Whether the file declares the batch symbolic, and so should need no changes. */
  readonly isDeclared: boolean;
  /** Picks one of several sound readings; another is tried if this one leads to an obstacle. */
  choose<T>(options: readonly T[]): T;
  /** Stops: the batch cannot flow through this node. */
  refuse(reason: string): never;
  /** Replaces the node (inputs, attributes or operator) and records why, in words. */
  replace(change: NodeChange, why: string): void;
  /** Adds a node before this one and returns its output's name. */
  insert(opType: string, inputs: readonly string[], attributes?: readonly Attribute[]): string;
  /** Adds an int64 vector as constant and returns its name. */
  integers(values: readonly number[]): string;
  /** Name of an int64 vector of one element that holds the batch size at run time. */
  batchSize(): string;
  /** Adds a node after this one, which reads what this node would have made; returns nothing: outputs keep their names. */
  afterwards(opType: string, extraInputs: readonly string[]): void;
}

export interface NodeChange {
  readonly opType?: string;
  readonly inputs?: readonly string[];
  readonly attributes?: readonly Attribute[];
}

/** Layouts of the outputs of a node of which at least one input carries the batch. */
export type BatchRule = (step: BatchStep) => readonly (BatchLayout | null)[];

/** Layout of input `index`; null where it does not carry the batch. */
export function layoutOf(step: BatchStep, index: number): BatchLayout | null {
  return step.inputs[index]?.layout ?? null;
}

/** Fully known sizes of input `index` at the base batch, else an obstacle. */
export function baseShape(step: BatchStep, index: number): readonly number[] {
  return known(step, step.inputs[index]?.base);
}

/** Fully known sizes of output `index` at the base batch, else an obstacle. */
export function outputShape(step: BatchStep, index = 0): readonly number[] {
  return known(step, step.base[index]);
}

function known(step: BatchStep, fact: TensorFact | undefined): readonly number[] {
  const shape = fact?.shape ?? null;
  if (shape === null || shape.includes(null)) {
    return step.refuse(
      'sizes around it depend on the data, so the batch cannot be followed through it',
    );
  }
  return shape as readonly number[];
}

/** An integer attribute of the ONNX standard. */
export function intAttributeOf(name: string, value: number): Attribute {
  return { name, value: { kind: 'int', value: BigInt(value) } };
}
