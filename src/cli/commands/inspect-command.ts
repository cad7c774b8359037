import { EXIT } from '../../core/exit-code.ts';
import { TuneError } from '../../core/tune-error.ts';
import type { HostConstants } from '../../cost/host-constants.ts';
import { inertJson } from '../../report/inert-json.ts';
import type { InspectedProfile, Inspection } from '../../report/inspection.ts';
import { inspectionJson } from '../../report/inspection-json.ts';
import { inspectionText } from '../../report/inspection-text.ts';
import { runtimeDefault } from '../../space/configuration.ts';
import { coreBudget } from '../../space/core-budget.ts';
import type { HostFacts } from '../../space/host-facts.ts';
import { calibrateMachine, storedConstants, warnOfDisturbances } from '../calibrate-machine.ts';
import { describeMachine, identifyMachine } from '../describe-machine.ts';
import { expectThroughput } from '../expect-throughput.ts';
import { type InspectedModel, inspectModel } from '../inspect-model.ts';
import type { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { shippedSignatures } from '../known-signatures.ts';
import { type Knowledge, openKnowledge } from '../open-knowledge.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { INSPECT_OPTIONS, KB_OPTION } from '../options/option-table.ts';
import { isOn, type RawOptions, rawLabel } from '../options/raw-options.ts';
import { parseKnobs, parseModelOptions } from '../options/tune-options.ts';
import { textStyle } from '../output-streams.ts';
import { prepareModel } from '../prepare-model.ts';
import { profileInspected } from '../profile-inspected.ts';
import type { Request } from '../program.ts';
import { readModelFile, readModelGraph } from '../read-model-file.ts';
import { shapeOverridesFor } from '../shape-overrides-for.ts';

/** `tune inspect`: what a model is made of and what it costs, without running it unless a profile is asked for. */
export async function inspectCommand(
  path: string,
  request: Request,
  io: Io,
  interruption: Interruption,
): Promise<number> {
  const raw = mergeOptions(request, [...INSPECT_OPTIONS, KB_OPTION]);
  const options = parseModelOptions(raw);
  const batch = oneBatch(raw);
  const read = readModelGraph(path);
  const host = await identifyMachine();
  const knowledge = await openKnowledge(raw, request.withoutKnowledge, io);
  try {
    const stored = await storedConstants(knowledge, host, 'cpu');
    const stale = stored.constants === null ? stored.stale : null;
    if (stale !== null && !isOn(raw, 'quiet'))
      io.stderr.write(`note: the calibration of this machine is not used: ${stale}\n`);
    const constants =
      stored.constants ??
      (isOn(raw, 'profile') ? await quickConstants(knowledge, io, raw, interruption) : null);
    const inspected = inspectModel(read, {
      shapes: shapeOverridesFor(read.graph, options.shapes, []),
      batch,
      constants,
      known: shippedSignatures(),
    });
    const inspection: Inspection = {
      ...inspected.inspection,
      expectation: constants === null ? null : expectThroughput(inspected, host, constants),
      profile: isOn(raw, 'profile')
        ? await profiled(path, raw, { inspected, constants, host }, interruption.signal)
        : null,
    };
    io.stdout.write(
      isOn(raw, 'json')
        ? `${inertJson(inspectionJson(inspection))}\n`
        : inspectionText(inspection, textStyle(io)),
    );
    return EXIT.ok;
  } catch (error) {
    const code = interruption.exitCode();
    if (code === null) throw error;
    io.stderr.write('tune: interrupted before the profile was complete\n');
    return code;
  } finally {
    await knowledge.store.close();
  }
}

/** `--batch` as one size; null where it is not given. */
function oneBatch(raw: RawOptions): number | null {
  const sizes = parseKnobs(raw).batchSize;
  if (sizes === undefined) return null;
  const [size, ...more] = sizes;
  if (size !== undefined && more.length === 0) return size;
  throw new TuneError('usage', `${rawLabel(raw, 'batch')} takes one size here`, {
    hint: 'A model is looked at in one run: --batch 8',
  });
}

/** A prediction to set beside the profile needs the constants of this machine: measured now, in the short form. */
async function quickConstants(
  knowledge: Knowledge,
  io: Io,
  raw: RawOptions,
  interruption: Interruption,
): Promise<HostConstants> {
  if (!isOn(raw, 'quiet')) {
    io.stderr.write(
      'note: this machine is calibrated first, once, in about 15 s (`tune calibrate` does it better)\n',
    );
  }
  const machine = await describeMachine();
  warnOfDisturbances(machine, io);
  const calibration = await calibrateMachine(
    machine,
    { provider: 'cpu', quick: true, report: () => {} },
    interruption.signal,
  );
  await knowledge.store.saveCalibration(calibration);
  return calibration.constants;
}

async function profiled(
  path: string,
  raw: RawOptions,
  {
    inspected,
    constants,
    host,
  }: {
    readonly inspected: InspectedModel;
    readonly constants: HostConstants | null;
    readonly host: HostFacts;
  },
  signal: AbortSignal,
): Promise<InspectedProfile> {
  const { batch } = inspected.inspection;
  const machine = await describeMachine();
  const model = await prepareModel(
    await readModelFile(path),
    {
      ...parseModelOptions(raw),
      folder: null,
      machine,
      batches: [batch],
      proofMs: Number.POSITIVE_INFINITY,
    },
    signal,
  );
  try {
    if (batch !== model.facts.baseBatch && model.facts.batching.status === 'fixed') {
      throw new TuneError(
        'usage',
        `this model runs only at batch ${model.facts.baseBatch}: ${model.facts.batching.reason}`,
        { hint: `Leave --batch out, or give ${model.facts.baseBatch}.` },
      );
    }
    return await profileInspected(
      {
        model: model.worker,
        configuration: { ...runtimeDefault(batch), batchSize: batch },
        work: inspected.workAt(batch),
        families: inspected.inspection.families,
        constants,
        defaultThreads: coreBudget(host, false).defaultThreads,
      },
      signal,
    );
  } finally {
    model.discard();
  }
}
