import { TuneError } from '../core/tune-error.ts';
import type { HostFacts } from '../space/host-facts.ts';
import type { KnobOverrides } from '../space/space-request.ts';

/** Throws a `TuneError` (environment) where a provider is asked for that the runtime does not have here. */
export function requireProviders(knobs: KnobOverrides, host: HostFacts): void {
  for (const provider of knobs.provider ?? []) {
    if (host.providers.includes(provider)) continue;
    throw new TuneError(
      'environment',
      `the execution provider ${provider} is not available on this machine`,
      {
        hint: `Available with onnxruntime-node ${host.runtimeVersion} here: ${host.providers.join(', ')}.`,
      },
    );
  }
}
