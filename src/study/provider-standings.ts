import type { Estimate } from '../core/estimate.ts';
import { type Configuration, configurationKey } from '../space/configuration.ts';
import { describeFailure } from './describe-failure.ts';
import { rankedTrials, relativeOf } from './incumbent.ts';
import type { Equivalence } from './prober.ts';
import type { Sitting } from './sitting.ts';
import { ratioOf } from './trial.ts';
import type { OutputVetting } from './vet-outputs.ts';

/** How an execution provider came off, where a study had several. */
export type ProviderStanding =
  | {
      readonly provider: string;
      readonly status: 'measured';
      /** Its best that meets the constraints as far as measured in the search. */
      readonly configuration: Configuration;
      /** Objective relative to the reference (1 = the same). */
      readonly relative: Estimate;
      /** Its outputs beside the default's; null for the default itself, and where there was no time. */
      readonly equivalence: Equivalence | null;
    }
  /** Nothing of it could be measured. */
  | { readonly provider: string; readonly status: 'failed'; readonly reason: string };

/** The best of each provider but the reference's, best first; empty where the space has one provider. */
export function bestOfProviders(sitting: Sitting): readonly Configuration[] {
  const seen = new Set([sitting.reference()?.configuration.provider]);
  return rankedTrials(sitting.trials(), sitting.setup.header.objective).flatMap(
    ({ configuration }) => {
      if (seen.has(configuration.provider)) return [];
      seen.add(configuration.provider);
      return [configuration];
    },
  );
}

/**
 * The best of each provider and whether it computes what the default computes: compared where that is not known yet and
 * time is left. Empty where the space has one provider.
 */
export async function providerStandings(
  sitting: Sitting,
  vetting: OutputVetting,
): Promise<readonly ProviderStanding[]> {
  const { space, header } = sitting.setup;
  const providers = [...new Set(space.configurations.map((c) => c.provider))];
  if (providers.length < 2) return [];
  const reference = sitting.reference();
  const isReference = (c: Configuration): boolean =>
    reference !== null && configurationKey(c) === configurationKey(reference.configuration);
  const ranked = rankedTrials(sitting.trials(), header.objective);
  const standings: ProviderStanding[] = [];
  for (const provider of providers) {
    const best = ranked.find((t) => t.configuration.provider === provider);
    if (best === undefined) {
      standings.push({ provider, status: 'failed', reason: whyNot(sitting, provider) });
      continue;
    }
    const { configuration, measurement } = best;
    const hasTime = vetting.costMs(configuration) <= sitting.remainingMs();
    const compares = hasTime && !sitting.signal.aborted && !isReference(configuration);
    const equivalence =
      vetting.known(configuration) ?? (compares ? await vetting.compare(configuration) : null);
    const relative = relativeOf(ratioOf(measurement.logRatio, header.objective));
    standings.push({ provider, status: 'measured', configuration, relative, equivalence });
  }
  return standings;
}

function whyNot(sitting: Sitting, provider: string): string {
  const trials = sitting.trials().filter((t) => t.configuration.provider === provider);
  const failed = trials.find((t) => t.status === 'failed');
  if (failed?.status === 'failed') return describeFailure(failed.failure);
  return trials.length > 0 ? 'none meets the constraints' : 'there was no time to measure it';
}
