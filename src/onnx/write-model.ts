import { createMessageWriter, gatherParts } from './message-writer.ts';
import type { ModelBytes } from './model-bytes.ts';
import type { ModelGraph } from './model-graph.ts';
import { writeGraph } from './write-graph.ts';

/**
 * Encodes a model as ONNX: the inverse of `readModel`. Weights that were left in the source file come out as ranges to
 * copy from it. What ModelGraph does not hold (documentation, training information, quantisation annotations) is lost;
 * none of it changes what the runtime computes.
 */
export function writeModel(model: ModelGraph): ModelBytes {
  const out = createMessageWriter().integer(1, model.irVersion).textIfAny(2, model.producer);
  out.message(7, writeGraph(model.graph));
  for (const [domain, version] of model.opsets) {
    out.message(8, createMessageWriter().textIfAny(1, domain).integer(2, version));
  }
  for (const [key, value] of model.metadata) {
    out.message(14, createMessageWriter().text(1, key).text(2, value));
  }
  for (const { encoded } of model.functions) out.bytes(25, encoded);
  const { length, parts } = out.finish();
  return { length, parts: gatherParts(parts) };
}
