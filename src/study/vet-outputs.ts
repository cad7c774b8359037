import { type Configuration, configurationKey } from '../space/configuration.ts';
import { describeFailure } from './describe-failure.ts';
import type { Equivalence } from './prober.ts';
import type { Sitting } from './sitting.ts';
import type { Rejection } from './study-result.ts';

/** Compares outputs with the reference's, each configuration once, and remembers what came of it. */
export interface OutputVetting {
  known(configuration: Configuration): Equivalence | null;
  /** Compares unless it is known. null where the study was aborted meanwhile. */
  compare(configuration: Configuration): Promise<Equivalence | null>;
  /** Predicted time of a comparison, ms. */
  costMs(configuration: Configuration): number;
  rejections(): readonly Rejection[];
}

/** Whether a configuration may be recommended: its outputs equal the reference's, or cannot be compared by nature. */
export function isFit(equivalence: Equivalence | null): boolean {
  return (
    equivalence === null ||
    equivalence.status === 'equal' ||
    equivalence.status === 'not-applicable'
  );
}

function rejectionOf(configuration: Configuration, found: Equivalence): Rejection[] {
  if (found.status === 'different') {
    const { output, message } = found;
    const reason = `its outputs differ from the default's: output ${output} ${message}`;
    return [{ configuration, reason }];
  }
  if (found.status === 'failed') {
    const reason = `its outputs could not be compared: ${describeFailure(found.failure)}`;
    return [{ configuration, reason }];
  }
  return [];
}

export function createOutputVetting(sitting: Sitting, reference: Configuration): OutputVetting {
  const found = new Map<string, { configuration: Configuration; equivalence: Equivalence }>();
  const known = (c: Configuration): Equivalence | null =>
    found.get(configurationKey(c))?.equivalence ?? null;
  return {
    known,
    compare: async (configuration) => {
      const before = known(configuration);
      if (before !== null) return before;
      try {
        const { prober } = sitting.ports;
        const equivalence = await prober.compare(configuration, reference, sitting.signal);
        found.set(configurationKey(configuration), { configuration, equivalence });
        if (equivalence.status === 'not-applicable') {
          sitting.warn(`Outputs could not be compared: ${equivalence.reason}.`);
        }
        return equivalence;
      } catch (error) {
        if (sitting.signal.aborted) return null;
        throw error;
      }
    },
    costMs: (configuration) => sitting.cost.compareMs(configuration, reference),
    rejections: () =>
      [...found.values()].flatMap((f) => rejectionOf(f.configuration, f.equivalence)),
  };
}
