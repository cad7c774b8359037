import { EXIT } from '../../core/exit-code.ts';
import { TuneError } from '../../core/tune-error.ts';
import { calibrationJson } from '../../report/calibration-json.ts';
import { calibrationText } from '../../report/calibration-text.ts';
import { inertJson } from '../../report/inert-json.ts';
import { isAccelerator } from '../../space/accelerators.ts';
import { createStepProgress } from '../../ui/step-progress.ts';
import { calibrateMachine, warnOfDisturbances } from '../calibrate-machine.ts';
import { describeMachine } from '../describe-machine.ts';
import type { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { openKnowledge } from '../open-knowledge.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { CALIBRATE_OPTIONS, KB_OPTION } from '../options/option-table.ts';
import { isOn, rawText } from '../options/raw-options.ts';
import { AUTO } from '../options/tune-options.ts';
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
  const asked = rawText(raw, 'provider') ?? 'cpu';
  // The CPU is the one that can be calibrated everywhere.
  const provider = asked === AUTO ? 'cpu' : asked;
  const knowledge = await openKnowledge(raw, request.withoutKnowledge, io);
  try {
    const machine = await describeMachine();
    refuseAccelerator(provider);
    await requireProviders([provider], machine.facts, interruption.signal);
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

/**
 * The cost law is fitted to the time of single kernels. An accelerator works on its own: the runtime's profile then holds
 * how long it took to hand a kernel over, not how long it ran (webgpu, onnxruntime 1.30, a detector of 138 kernels: 4 ms in
 * all kernels of a run of 1850 ms).
 */
function refuseAccelerator(provider: string): void {
  if (!isAccelerator(provider)) return;
  throw new TuneError('usage', `${provider} cannot be calibrated`, {
    hint: 'The runtime does not tell how long single operators take on a device of its own. Searches on it start from the constants of the CPU, with wide intervals, and from earlier runs.',
  });
}
