import { configurationKey } from '../space/configuration.ts';
import type { StudyResult } from '../study/study-result.ts';

/** Whether everything was measured against the runtime's default (it works), or against another reference. */
export function measuredAgainstDefault({ header, reference }: StudyResult): boolean {
  return (
    reference !== null &&
    configurationKey(reference.configuration) === configurationKey(header.reference)
  );
}
