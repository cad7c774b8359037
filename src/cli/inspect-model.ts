import { shapeRuleOf } from '../../operators/catalogue.ts';
import { inferFeedSpecs } from '../batching/infer-feed-specs.ts';
import { type BatchPlan, planBatching } from '../batching/plan-batching.ts';
import {
  inputFacts,
  type ResolvedInput,
  resolveInputShapes,
  type ShapeOverrides,
} from '../batching/resolve-input-shapes.ts';
import type { HostConstants } from '../cost/host-constants.ts';
import { workingSetBytes } from '../cost/run-time.ts';
import { unitTimeMs } from '../cost/unit-time.ts';
import { tensorByteLength } from '../onnx/element-type.ts';
import { feedInputs, type ValueInfo } from '../onnx/model-graph.ts';
import { inferShapes } from '../onnx/shape-inference.ts';
import type { TensorFact } from '../onnx/shape-rule.ts';
import { symbolicShapes } from '../onnx/symbolic-shapes.ts';
import { formatSize } from '../onnx/symbolic-size.ts';
import type { FamilyShare, InspectedPort, Inspection } from '../report/inspection.ts';
import { explainSimilarity } from '../signature/explain-similarity.ts';
import { inputKinds } from '../signature/input-kinds.ts';
import { nearest } from '../signature/nearest.ts';
import { referenceSeconds } from '../signature/reference-machine.ts';
import { similarity } from '../signature/signature-distance.ts';
import { signatureOf } from '../signature/signature-of.ts';
import { activationPeakBytes } from '../work/activation-peak.ts';
import { graphStructure } from '../work/graph-structure.ts';
import type { GraphWork, WorkUnit } from '../work/work-unit.ts';
import type { KnownSignature } from './known-signatures.ts';
import { factsAt, modelWork } from './model-work.ts';
import type { ReadGraph } from './read-model-file.ts';

/** Neighbours that are shown. */
const NEIGHBOURS = 3;

export interface InspectRequest {
  readonly shapes: ShapeOverrides;
  /** Samples per run to look at; null for the file's own. */
  readonly batch: number | null;
  /** Constants of this machine, where it was calibrated. */
  readonly constants: HostConstants | null;
  readonly known: readonly KnownSignature[];
}

/** A model looked at, with what further steps (expectation, profile) start from. */
export interface InspectedModel {
  readonly inspection: Inspection;
  readonly inputs: readonly ResolvedInput[];
  readonly plan: BatchPlan;
  readonly workAt: (batch: number) => GraphWork;
}

/** Looks at a model without running it. Throws a `TuneError` for inputs that cannot be fed, and sizes that contradict the file. */
export function inspectModel(read: ReadGraph, request: InspectRequest): InspectedModel {
  const { graph: model } = read;
  const inputs = resolveInputShapes(model, request.shapes);
  const plan = planBatching(model, inputs);
  const workAt = modelWork(plan, inputs);
  const batch = request.batch ?? plan.baseBatch;
  const work = workAt(batch);
  const { values } = inferShapes(plan.model, factsAt(plan, inputs, batch), shapeRuleOf);
  const structure = graphStructure(work.units);
  const signature = signatureOf(workAt(plan.baseBatch), inputKinds(model));
  const neighbours = nearest(signature, request.known, NEIGHBOURS).map((n) => ({
    name: n.model.name,
    similarity: similarity(signature, n.model.signature),
    reasons: explainSimilarity(signature, n.model.signature),
  }));
  const port = portReader(values);
  const symbols = outputSymbols(plan, inputs);
  const inspection: Inspection = {
    path: read.path,
    fileBytes: read.fileBytes,
    opset: model.opsets.get('') ?? 0,
    producer: model.producer,
    nodes: read.statistics.nodes,
    inputs: feedInputs(model.graph).map((i) => port(i, plan.inputs)),
    outputs: plan.model.graph.outputs.map((o) => ({
      ...port(o, plan.outputs),
      ...symbols(o.name),
    })),
    notes: inferFeedSpecs(model, inputs, plan).hints,
    batch,
    parameters: work.parameters,
    weightBytes: work.weightBytes,
    flops: sumOf(work, (u) => u.flops),
    bytesMoved: sumOf(work, (u) => u.bytesRead + u.weightBytes + u.bytesWritten),
    activationPeakBytes: activationPeakBytes(work, fedBytes(inputs, batch / plan.baseBatch)),
    kernels: Math.round(sumOf(work, () => 1)),
    width: structure.width,
    depth: structure.depth,
    families: familyShares(work, request.constants),
    timeBasis: request.constants === null ? 'reference machine' : 'this machine',
    batching: {
      status: plan.status,
      baseBatch: plan.baseBatch,
      changes: plan.changes.length,
      obstacle: plan.obstacle,
    },
    unknownOperators: work.unknownOperators,
    unresolved: work.unresolved,
    signature,
    neighbours,
    expectation: null,
    profile: null,
  };
  return { inspection, inputs, plan, workAt };
}

function portReader(values: ReadonlyMap<string, TensorFact>) {
  return ({ name, type }: ValueInfo, axes: BatchPlan['inputs']): InspectedPort => ({
    name,
    elementType: type.kind === 'tensor' ? type.elementType : type.kind,
    declared: type.kind === 'tensor' ? type.shape : null,
    sizes: values.get(name)?.shape ?? null,
    batchAxis: axes.find((a) => a.name === name)?.batchAxis ?? null,
  });
}

/** Shapes of outputs in the symbols of the inputs, for those that the file leaves open. */
function outputSymbols(
  { model }: BatchPlan,
  inputs: readonly ResolvedInput[],
): (name: string) => { readonly declared?: InspectedPort['declared'] } {
  const isOpen = ({ type }: ValueInfo): boolean =>
    type.kind === 'tensor' && (type.shape === null || type.shape.includes(null));
  if (!model.graph.outputs.some(isOpen)) return () => ({});
  const steering = inputs.filter((i) => i.control !== null);
  const shapes = symbolicShapes(model, shapeRuleOf, inputFacts(steering));
  const open = new Set(model.graph.outputs.filter(isOpen).map((o) => o.name));
  return (name) => {
    const shape = open.has(name) ? (shapes.get(name) ?? null) : null;
    return shape === null ? {} : { declared: shape.map(formatSize) };
  };
}

/** Bytes of all inputs of a run of `times` the file's batch. */
function fedBytes(inputs: readonly ResolvedInput[], times: number): number {
  return inputs.reduce(
    (sum, i) => sum + times * (tensorByteLength(i.elementType, i.shape) ?? 0),
    0,
  );
}

function sumOf(work: GraphWork, of: (unit: WorkUnit) => number): number {
  return work.units.reduce((sum, unit) => sum + unit.times * of(unit), 0);
}

/** Families by their share of the time of one thread, largest first. */
function familyShares(work: GraphWork, constants: HostConstants | null): readonly FamilyShare[] {
  const alone = {
    threads: 1,
    spinning: true,
    instances: 1,
    workingSetBytes: workingSetBytes(work),
  };
  const timeOf = (unit: WorkUnit): number =>
    constants === null ? referenceSeconds(unit) : unitTimeMs(unit, constants, alone);
  const total = {
    time: sumOf(work, timeOf),
    flops: sumOf(work, (u) => u.flops),
    bytes: sumOf(work, (u) => u.bytesRead + u.weightBytes + u.bytesWritten),
  };
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const families = [...new Set(work.units.map((u) => u.family))];
  return families
    .map((family) => {
      const own: GraphWork = { ...work, units: work.units.filter((u) => u.family === family) };
      return {
        family,
        kernels: Math.round(sumOf(own, () => 1)),
        time: share(sumOf(own, timeOf), total.time),
        flops: share(
          sumOf(own, (u) => u.flops),
          total.flops,
        ),
        bytes: share(
          sumOf(own, (u) => u.bytesRead + u.weightBytes + u.bytesWritten),
          total.bytes,
        ),
      };
    })
    .sort((a, b) => b.time - a.time);
}
