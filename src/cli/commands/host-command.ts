import { EXIT } from '../../core/exit-code.ts';
import { hostJson } from '../../report/host-json.ts';
import { hostText } from '../../report/host-text.ts';
import { inertJson } from '../../report/inert-json.ts';
import { buildSpace } from '../../space/build-space.ts';
import { ANY_MODEL } from '../any-model.ts';
import { describeMachine } from '../describe-machine.ts';
import type { Io } from '../io.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { TUNE_OPTIONS } from '../options/option-table.ts';
import { isOn } from '../options/raw-options.ts';
import type { Request } from '../program.ts';

/** `tune host`: what this machine is, what would be searched on it, and what disturbs measuring right now. */
export async function hostCommand(request: Request, io: Io): Promise<number> {
  const options = mergeOptions(request, TUNE_OPTIONS);
  const { facts } = await describeMachine();
  const space = buildSpace({ host: facts, model: ANY_MODEL, overrides: {}, wide: false });
  io.stdout.write(
    isOn(options, 'json') ? `${inertJson(hostJson(facts, space))}\n` : hostText(facts, space),
  );
  return EXIT.ok;
}
