import type { PublishedResult } from '../published/published-result.ts';

/** Whether the recommended batch size is one that only the rewritten copy of the model takes. */
export function needsCopy({ model, recommendation }: PublishedResult): boolean {
  return model.rebatched && recommendation?.configuration.batch_size !== model.base_batch;
}
