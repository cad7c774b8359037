import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeModelFile } from '../../input/write-model-file.ts';
import { writeModel } from '../../onnx/write-model.ts';
import { monotonicClock } from '../../probe/monotonic-clock.ts';
import { createStrategy } from '../../search/strategies.ts';
import type { StoredStudy } from '../../study/knowledge-store.ts';
import { resumeStudy } from '../../study/resume-study.ts';
import type { StudyEvent } from '../../study/study-event.ts';
import type { StudyResult } from '../../study/study-result.ts';
import type { ZooModel } from '../../zoo/zoo-model.ts';
import type { Knowledge } from '../open-knowledge.ts';
import type { RawOptions } from '../options/raw-options.ts';
import { parseTuneOptions } from '../options/tune-options.ts';
import { type PreparedStudy, prepareStudy } from '../prepare-study.ts';
import { startStudy } from '../start-study.ts';
import { optionsOfStudy } from '../study-options.ts';

/** One model to be tuned. */
export interface Seed {
  readonly model: ZooModel;
  /** Where its file is written; gone again when the study is over. */
  readonly path: string;
  readonly budgetMs: number;
  /** An earlier sitting that was interrupted; null for a new study. */
  readonly earlier: StoredStudy | null;
  readonly command: readonly string[];
}

/** Writes a model of the zoo to a file; the same bytes every time. */
export function buildSeed({ model, path }: Pick<Seed, 'model' | 'path'>): void {
  mkdirSync(dirname(path), { recursive: true });
  writeModelFile(path, writeModel(model.build()));
}

/** Tunes one model of the zoo: an ordinary study of the default strategy, with its signature and family on record. */
export async function seedModel(
  seed: Seed,
  knowledge: Knowledge,
  onEvent: (event: StudyEvent) => void,
  signal: AbortSignal,
): Promise<StudyResult> {
  const startedAt = monotonicClock.now();
  const raw: RawOptions =
    seed.earlier === null
      ? new Map([['budget', { texts: [`${seed.budgetMs / 1000}s`], label: '--per-model' }]])
      : optionsOfStudy(seed.earlier.header.options);
  const options = parseTuneOptions(raw);
  const prepared = await prepareStudy(
    seed.path,
    options,
    { knowledge, resumes: seed.earlier?.header.startedAt ?? null, say: () => {} },
    signal,
  );
  try {
    const asked = { options, raw, command: seed.command, startedAt };
    const study = sameStudy(seed.earlier, prepared)
      ? goOn(seed.earlier, prepared, knowledge, { startedAt, signal })
      : startStudy(prepared, asked, { store: knowledge.store }, signal);
    const result = await play(study, onEvent);
    await remember(seed.model, prepared, knowledge);
    if (result.stoppedBecause !== 'interrupted') rmSync(seed.path, { force: true });
    return result;
  } finally {
    await prepared.close();
  }
}

/** Whether the earlier sitting was of this very model on this very host, so that its figures may be mixed with new ones. */
function sameStudy(earlier: StoredStudy | null, prepared: PreparedStudy): earlier is StoredStudy {
  return (
    earlier !== null &&
    earlier.header.model.sha256 === prepared.model.facts.sha256 &&
    earlier.header.host.fingerprint === prepared.machine.facts.fingerprint
  );
}

function goOn(
  earlier: StoredStudy,
  { space, prober, prior }: PreparedStudy,
  { store }: Knowledge,
  { startedAt, signal }: { readonly startedAt: number; readonly signal: AbortSignal },
): AsyncGenerator<StudyEvent, StudyResult> {
  const strategy = earlier.header.strategy;
  return resumeStudy(
    earlier,
    {
      space,
      strategy: (context) => createStrategy(strategy, context),
      keepRunTimes: false,
      prior,
      startedAt,
    },
    { clock: monotonicClock, prober, store },
    signal,
  );
}

async function play(
  study: AsyncGenerator<StudyEvent, StudyResult>,
  onEvent: (event: StudyEvent) => void,
): Promise<StudyResult> {
  let step = await study.next();
  for (; step.done !== true; step = await study.next()) onEvent(step.value);
  return step.value;
}

async function remember(
  zoo: ZooModel,
  { model }: PreparedStudy,
  { store }: Knowledge,
): Promise<void> {
  const { sha256, baseBatch } = model.facts;
  await store.saveSignature({
    modelSha256: sha256,
    name: zoo.name,
    family: zoo.family,
    baseBatch,
    signature: model.signature,
  });
}
