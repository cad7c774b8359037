import { TuneError } from '../core/tune-error.ts';
import type { HostFacts } from '../space/host-facts.ts';
import { obstacleText, type ProviderState } from '../space/provider-state.ts';
import { providerStates } from './provider-states.ts';

/** Throws a `TuneError` (environment) where one of the execution providers does not work here; each but the CPU is tried. */
export async function requireProviders(
  providers: readonly string[],
  host: HostFacts,
  signal: AbortSignal,
): Promise<void> {
  const asked = [...new Set(providers)].filter((name) => name !== 'cpu');
  const states = await providerStates(asked, host, signal);
  const broken = states.filter((state) => state.status !== 'works');
  if (broken.length > 0) throw unusable(broken, host);
}

type Obstacle = Exclude<ProviderState, { readonly status: 'works' }>;

/** The error of execution providers that do not work, with why. */
export function unusable(states: readonly Obstacle[], host: HostFacts): TuneError {
  const named = states.map((state) => `${state.provider}: ${obstacleText(state)}`).join('; ');
  const what = states.length === 1 ? 'execution provider' : 'execution providers';
  return new TuneError('environment', `this machine cannot use the ${what} ${named}`, {
    hint: `Installed with onnxruntime-node ${host.runtimeVersion} here: ${host.providers.join(', ')}. \`tune doctor\` tries each.`,
  });
}
