import { resolve } from 'node:path';
import type { BatchPlan } from '../batching/plan-batching.ts';
import { feedInputs, type ValueInfo } from '../onnx/model-graph.ts';
import type { BatchingFacts, ModelFacts } from '../study/study-header.ts';
import type { ReadModel } from './read-model-file.ts';

/** What a study keeps of its model. */
export function modelFacts(model: ReadModel, plan: BatchPlan, batching: BatchingFacts): ModelFacts {
  const { graph, statistics } = model;
  const value = (
    { name, type }: ValueInfo,
    axes: BatchPlan['inputs'],
  ): ModelFacts['inputs'][number] => ({
    name,
    elementType: type.kind === 'tensor' ? type.elementType : type.kind,
    shape: type.kind === 'tensor' ? (type.shape ?? []) : [],
    batchAxis: axes.find((a) => a.name === name)?.batchAxis ?? null,
  });
  return {
    path: resolve(model.path),
    sha256: model.sha256,
    graphHash: model.graphHash,
    fileBytes: model.fileBytes,
    weightBytes: statistics.weightBytes,
    parameters: statistics.parameters,
    nodes: statistics.nodes,
    operators: [...statistics.operators].map(([operator, count]) => ({ operator, count })),
    opset: graph.opsets.get('') ?? 0,
    inputs: feedInputs(graph.graph).map((i) => value(i, plan.inputs)),
    outputs: graph.graph.outputs.map((o) => value(o, plan.outputs)),
    baseBatch: plan.baseBatch,
    batching,
  };
}
