import { EXIT } from '../../core/exit-code.ts';
import { hostJson } from '../../report/host-json.ts';
import { hostText } from '../../report/host-text.ts';
import { inertJson } from '../../report/inert-json.ts';
import { buildSpace } from '../../space/build-space.ts';
import { ANY_MODEL } from '../any-model.ts';
import { describeMachine } from '../describe-machine.ts';
import type { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { TUNE_OPTIONS } from '../options/option-table.ts';
import { isOn } from '../options/raw-options.ts';
import type { Request } from '../program.ts';
import { knownProviders, providerStates } from '../provider-states.ts';

/** `tune host`: what this machine is, what would be searched on it, and what disturbs measuring right now. */
export async function hostCommand(
  request: Request,
  io: Io,
  interruption: Interruption,
): Promise<number> {
  const options = mergeOptions(request, TUNE_OPTIONS);
  const { facts } = await describeMachine();
  const states = await providerStates(knownProviders(facts), facts, interruption.signal);
  const space = buildSpace({ host: facts, model: ANY_MODEL, overrides: {}, wide: false });
  io.stdout.write(
    isOn(options, 'json')
      ? `${inertJson(hostJson(facts, space, states))}\n`
      : hostText(facts, space, states),
  );
  return EXIT.ok;
}
