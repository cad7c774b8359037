import type { HostFacts } from '../space/host-facts.ts';
import { obstacleText } from '../space/provider-state.ts';
import type { KnobOverrides } from '../space/space-request.ts';
import type { Machine } from './describe-machine.ts';
import { AUTO } from './options/tune-options.ts';
import { knownProviders, providerStates } from './provider-states.ts';
import { unusable } from './require-providers.ts';

/**
 * The knobs with execution providers that work here: `auto` becomes all of them, and of those asked for by name the ones
 * that do not work are left out, with a word about it. Each is tried first, for what the runtime lists is what is
 * installed. Throws a `TuneError` (environment) where none is left. The CPU alone, or nothing asked for, is not tried.
 */
export async function chooseProviders(
  knobs: KnobOverrides,
  { facts }: Pick<Machine, 'facts'>,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<KnobOverrides> {
  const asked = knobs.provider;
  if (asked === undefined) {
    noteUnusedGpus(facts, say);
    return knobs;
  }
  const isAuto = asked.includes(AUTO);
  const names = isAuto ? [...new Set([...knownProviders(facts), ...asked])] : asked;
  const tried = names.filter((name) => name !== AUTO && name !== 'cpu');
  const states = await providerStates(tried, facts, signal);
  const working = new Set(states.filter((s) => s.status === 'works').map((s) => s.provider));
  const provider = names.filter((name) => name === 'cpu' || working.has(name));
  const others = states.filter((s) => s.status !== 'works');
  if (provider.length === 0) throw unusable(others, facts);
  // Nobody asked for a provider by name that nothing here could run.
  const worthTelling = others.filter(
    (s) => asked.includes(s.provider) || s.status === 'broken' || s.command !== null,
  );
  for (const state of worthTelling)
    say(`note: ${state.provider} is left out: ${obstacleText(state)}`);
  if (isAuto) say(`note: searching providers ${provider.join(', ')}`);
  return { ...knobs, provider };
}

/** A GPU that nobody asked to use is worth a word. */
function noteUnusedGpus({ gpus = [] }: HostFacts, say: (line: string) => void): void {
  const [gpu] = gpus;
  if (gpu === undefined) return;
  say(`note: this machine has a GPU (${gpu.name}); --provider auto searches it beside the CPU`);
}
