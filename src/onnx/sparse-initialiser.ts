import { bytesInMemory } from './bytes-in-memory.ts';
import { type MessageFields, messageFields, readFields, set } from './message-fields.ts';
import type { Tensor } from './model-graph.ts';
import { readTensor } from './read-tensor.ts';
import { createWireReader } from './wire-reader.ts';
import { LENGTH_DELIMITED } from './wire-type.ts';

interface SparseDraft {
  values: Tensor | null;
}

const SPARSE: MessageFields<SparseDraft> = messageFields<SparseDraft>([
  1,
  LENGTH_DELIMITED,
  set('values', readTensor),
]);

/** Name under which an encoded SparseTensorProto can be used: that of its values. '' where it has none. */
export function sparseInitialiserName(encoded: Uint8Array): string {
  const draft: SparseDraft = { values: null };
  readFields(createWireReader(bytesInMemory(encoded)), SPARSE, draft);
  return draft.values?.name ?? '';
}
