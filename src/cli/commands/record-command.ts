import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { EXIT } from '../../core/exit-code.ts';
import { parseDuration } from '../../core/parse-duration.ts';
import { writeModelFile } from '../../input/write-model-file.ts';
import { writeModel } from '../../onnx/write-model.ts';
import { createStepProgress } from '../../ui/step-progress.ts';
import { ZOO } from '../../zoo/catalogue.ts';
import type { ZooModel } from '../../zoo/zoo-model.ts';
import { warnOfDisturbances } from '../calibrate-machine.ts';
import { chooseProviders } from '../choose-providers.ts';
import { describeMachine } from '../describe-machine.ts';
import type { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { RECORD_OPTIONS } from '../options/option-table.ts';
import { isOn, type RawOptions, rawLabel, rawText } from '../options/raw-options.ts';
import { count, parseKnobs, parseModelOptions } from '../options/tune-options.ts';
import type { Request } from '../program.ts';
import { readModelFile } from '../read-model-file.ts';
import { type RecordRequest, recordModel } from '../record-model.ts';
import { requireInZoo } from '../require-in-zoo.ts';

/** Marks a model of the zoo, which is built on the spot. */
const ZOO_PREFIX = 'zoo:';

/** `tune record`: measures whole surfaces, to judge searches by and to start others from. */
export async function recordCommand(
  models: readonly string[],
  request: Request,
  io: Io,
  interruption: Interruption,
): Promise<number> {
  const raw = mergeOptions(request, RECORD_OPTIONS);
  const machine = await describeMachine();
  warnOfDisturbances(machine, io);
  const say = (line: string): void => {
    if (!isOn(raw, 'quiet')) io.stderr.write(`${line}\n`);
  };
  const overrides = await chooseProviders(parseKnobs(raw), machine, say, interruption.signal);
  const progress = await createStepProgress(io.stderr, isOn(raw, 'quiet'));
  const budget = rawText(raw, 'budget');
  const limit =
    budget === undefined
      ? null
      : AbortSignal.timeout(parseDuration(budget, rawLabel(raw, 'budget')));
  const signal =
    limit === null ? interruption.signal : AbortSignal.any([interruption.signal, limit]);
  try {
    for (const model of models) {
      await recordOne(model, raw, { machine, overrides }, progress.report, signal);
      progress.report(`${nameOf(model)}: complete`, 1);
    }
    return EXIT.ok;
  } catch (error) {
    if (!signal.aborted) throw error;
    io.stderr.write('tune: stopped; what was measured is kept, the same command goes on\n');
    return interruption.exitCode() ?? EXIT.ok;
  } finally {
    progress.close();
  }
}

async function recordOne(
  model: string,
  raw: RawOptions,
  { machine, overrides }: Pick<RecordRequest, 'machine' | 'overrides'>,
  report: RecordRequest['report'],
  signal: AbortSignal,
): Promise<void> {
  const name = nameOf(model);
  const folder = mkdtempSync(join(tmpdir(), 'tune-record-'));
  try {
    const zoo = zooModel(model);
    const path = zoo === null ? model : builtModel(zoo, folder);
    await recordModel(
      {
        name,
        family: ZOO.find((m) => m.name === name)?.family ?? null,
        read: await readModelFile(path),
        csvPath: csvPathOf(name, rawText(raw, 'out')),
        model: parseModelOptions(raw),
        overrides,
        replicates: raw.has('replicates') ? count(raw, 'replicates') : 3,
        rounds: raw.has('rounds') ? count(raw, 'rounds', 2) : 4,
        longestRunMs: parseDuration(
          rawText(raw, 'longest-run') ?? '3s',
          rawLabel(raw, 'longest-run'),
        ),
        machine,
        command: commandOf(model, raw),
        report,
      },
      signal,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The model of the zoo that is asked for; null for a file. Throws a `TuneError` for one that the zoo does not have. */
function zooModel(model: string): ZooModel | null {
  if (!model.startsWith(ZOO_PREFIX)) return null;
  requireInZoo(
    [model],
    ZOO.map((m) => ZOO_PREFIX + m.name),
  );
  return ZOO.find((m) => ZOO_PREFIX + m.name === model) ?? null;
}

function nameOf(model: string): string {
  return model.startsWith(ZOO_PREFIX) ? model.slice(ZOO_PREFIX.length) : basename(model, '.onnx');
}

/** Builds a model of the zoo into a folder and returns the path of its file. */
function builtModel({ name, build }: ZooModel, folder: string): string {
  const path = join(folder, `${name}.onnx`);
  writeModelFile(path, writeModel(build()));
  return path;
}

function csvPathOf(name: string, out: string | undefined): string {
  if (out === undefined) return `${name}.csv`;
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory() || !out.endsWith('.csv')) {
    return join(out, `${name}.csv`);
  }
  return out;
}

/** The options that decide what is measured, as one would type them. */
function commandOf(model: string, raw: RawOptions): string {
  const given = RECORD_OPTIONS.filter(
    (o) => raw.has(o.name) && o.name !== 'out' && o.name !== 'quiet',
  );
  const words = given.flatMap((o) => (raw.get(o.name)?.texts ?? []).map((t) => `--${o.name} ${t}`));
  const what = model.startsWith(ZOO_PREFIX) ? model : basename(model);
  return ['tune record', what, ...words].join(' ');
}
