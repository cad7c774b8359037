import { EXIT } from '../../core/exit-code.ts';
import { inertJson } from '../../report/inert-json.ts';
import { probeJson } from '../../report/probe-json.ts';
import { probeText } from '../../report/probe-text.ts';
import { isAccelerator } from '../../space/accelerators.ts';
import type { Placement } from '../../study/placement.ts';
import type { HeatResult } from '../../study/prober.ts';
import { chooseProviders } from '../choose-providers.ts';
import { describeMachine } from '../describe-machine.ts';
import type { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { loadSettingsFor } from '../load-settings-for.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { PROBE_OPTIONS } from '../options/option-table.ts';
import {
  parseBudgetMs,
  parseKnobs,
  parseModelOptions,
  parseOutputOptions,
} from '../options/tune-options.ts';
import { textStyle } from '../output-streams.ts';
import { prepareModel } from '../prepare-model.ts';
import { probedConfiguration } from '../probed-configuration.ts';
import { probedLoad } from '../probed-load.ts';
import { proberFor } from '../prober-for.ts';
import type { Request } from '../program.ts';
import { readModelFile } from '../read-model-file.ts';

const DEFAULT_MS = 10_000;
/** A p99 wants more requests than come in a few seconds. */
const DEFAULT_UNDER_LOAD_MS = 30_000;
/** More rounds than this tell nothing new about one configuration. */
const MAX_ROUNDS = 60;

/** `tune probe`: one honest measurement of one configuration. */
export async function probeCommand(
  path: string,
  request: Request,
  io: Io,
  interruption: Interruption,
): Promise<number> {
  const raw = mergeOptions(request, PROBE_OPTIONS);
  const output = parseOutputOptions(raw);
  const load = probedLoad(raw);
  const budgetMs = parseBudgetMs(raw, load === null ? DEFAULT_MS : DEFAULT_UNDER_LOAD_MS);
  const asked = parseKnobs(raw);
  const read = await readModelFile(path);
  const machine = await describeMachine();
  const say = (line: string): void => {
    if (!output.quiet) io.stderr.write(`${line}\n`);
  };
  const knobs = await chooseProviders(asked, machine, say, interruption.signal);
  const modelOptions = {
    ...parseModelOptions(raw),
    folder: null,
    machine,
    batches: knobs.batchSize ?? [],
    proofMs: Number.POSITIVE_INFINITY,
  };
  const model = await prepareModel(read, modelOptions, interruption.signal);
  const configuration = probedConfiguration(knobs, raw, model, load !== null);
  for (const hint of model.hints) say(`note: ${hint}`);
  const offered = load && loadSettingsFor(load.read, load, machine.facts);
  const prober = proberFor(model, machine, 0, new Map(), offered);
  let result: HeatResult;
  let placement: Placement | null = null;
  try {
    result = await prober.heat(
      {
        reference: configuration,
        challengers: [],
        fresh: true,
        maxMs: budgetMs,
        keepRunTimes: output.keepRunTimes,
        afterRound: (round) => ({ leave: [], stop: round >= MAX_ROUNDS }),
      },
      interruption.signal,
    );
    if (isAccelerator(configuration.provider) && result.reference.status === 'measured') {
      placement = (await prober.place?.(configuration, interruption.signal)) ?? null;
    }
  } catch (error) {
    const code = interruption.exitCode();
    if (code === null) throw error;
    io.stderr.write('tune: interrupted before the measurement was complete\n');
    return code;
  } finally {
    await prober.close();
    model.discard();
  }
  const report = {
    model: model.facts,
    configuration,
    lengths: model.lengths,
    ...(load && { load: load.read.facts, constraints: load.constraints }),
    outcome: result.reference,
    placement,
    elapsedS: result.elapsedMs / 1000,
  };
  io.stdout.write(
    output.json
      ? `${inertJson(probeJson(report, output.keepRunTimes))}\n`
      : probeText(report, textStyle(io)),
  );
  return result.reference.status === 'measured' ? EXIT.ok : EXIT.environment;
}
