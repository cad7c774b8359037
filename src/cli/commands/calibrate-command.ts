import { EXIT } from '../../core/exit-code.ts';
import { calibrationJson } from '../../report/calibration-json.ts';
import { calibrationText } from '../../report/calibration-text.ts';
import { inertJson } from '../../report/inert-json.ts';
import { createStepProgress } from '../../ui/step-progress.ts';
import { calibrateMachine, warnOfDisturbances } from '../calibrate-machine.ts';
import { describeMachine } from '../describe-machine.ts';
import type { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { openKnowledge } from '../open-knowledge.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { CALIBRATE_OPTIONS, KB_OPTION } from '../options/option-table.ts';
import { isOn, rawText } from '../options/raw-options.ts';
import { textStyle } from '../output-streams.ts';
import type { Request } from '../program.ts';
import { requireProviders } from '../require-providers.ts';

/** `tune calibrate`: measures what this machine makes of each operator family, for predictions before any probe. */
export async function calibrateCommand(
  request: Request,
  io: Io,
  interruption: Interruption,
): Promise<number> {
  const raw = mergeOptions(request, [...CALIBRATE_OPTIONS, KB_OPTION]);
  const provider = rawText(raw, 'provider') ?? 'cpu';
  const knowledge = await openKnowledge(raw, request.withoutKnowledge, io);
  try {
    const machine = await describeMachine();
    requireProviders({ provider: [provider] }, machine.facts);
    warnOfDisturbances(machine, io);
    const progress = await createStepProgress(io.stderr, isOn(raw, 'quiet'));
    const calibration = await calibrateMachine(
      machine,
      { provider, quick: isOn(raw, 'quick'), report: progress.report },
      interruption.signal,
    ).finally(progress.close);
    await knowledge.store.saveCalibration(calibration);
    io.stdout.write(
      isOn(raw, 'json')
        ? `${inertJson(calibrationJson(calibration))}\n`
        : calibrationText(calibration, textStyle(io)),
    );
    return EXIT.ok;
  } catch (error) {
    const code = interruption.exitCode();
    if (code === null) throw error;
    io.stderr.write('tune: interrupted; nothing was stored, an earlier calibration stands\n');
    return code;
  } finally {
    await knowledge.store.close();
  }
}
