import type { BatchingFacts, ModelFacts } from '../study/study-header.ts';
import type { JsonRecord } from './json-record.ts';

type Port = ModelFacts['inputs'][number];

function portJson({ name, elementType, shape, batchAxis }: Port): JsonRecord {
  return { name, element_type: elementType, shape, batch_axis: batchAxis };
}

function batchingJson(facts: BatchingFacts): JsonRecord {
  const { status } = facts;
  if (status === 'fixed') return { status, reason: facts.reason, node: facts.node };
  const common = { status, verified_batch: facts.verifiedBatch, vacuous: facts.vacuous };
  return status === 'rewritten' ? { ...common, changes: facts.changes } : common;
}

/** What is said of the model. */
export function modelJson(model: ModelFacts): JsonRecord {
  return {
    path: model.path,
    sha256: model.sha256,
    batchable: model.batching.status !== 'fixed',
    rebatched: model.batching.status === 'rewritten',
    batching: batchingJson(model.batching),
    base_batch: model.baseBatch,
    graph_hash: model.graphHash,
    file_bytes: model.fileBytes,
    weight_bytes: model.weightBytes,
    parameters: model.parameters,
    nodes: model.nodes,
    operators: model.operators.map(({ operator, count }) => ({ operator, count })),
    opset: model.opset,
    inputs: model.inputs.map(portJson),
    outputs: model.outputs.map(portJson),
  };
}
