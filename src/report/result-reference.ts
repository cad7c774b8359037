import { configurationKey } from '../space/configuration.ts';
import type { StudyResult } from '../study/study-result.ts';

/** Whether what is recommended is what everything was measured against: the default, or what stands in for it. */
export function recommendsReference({ reference, recommendation }: StudyResult): boolean {
  return (
    reference !== null &&
    recommendation !== null &&
    configurationKey(reference.configuration) === configurationKey(recommendation.configuration)
  );
}

/** Whether everything was measured against the runtime's default (it works), or against another reference. */
export function measuredAgainstDefault({ header, reference }: StudyResult): boolean {
  return (
    reference !== null &&
    configurationKey(reference.configuration) === configurationKey(header.reference)
  );
}
