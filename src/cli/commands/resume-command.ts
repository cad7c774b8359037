import { canonicalJson } from '../../core/canonical-json.ts';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import { monotonicClock } from '../../probe/monotonic-clock.ts';
import { createStrategy } from '../../search/strategies.ts';
import type { KnowledgeStore, StoredStudy } from '../../study/knowledge-store.ts';
import type { LengthFacts } from '../../study/length-facts.ts';
import { resumeStudy } from '../../study/resume-study.ts';
import { createStudySteering } from '../../study/study-control.ts';
import { conductStudy, requireOutputs } from '../conduct-study.ts';
import type { Machine } from '../describe-machine.ts';
import type { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { openKnowledge } from '../open-knowledge.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { RESUME_OPTIONS } from '../options/option-table.ts';
import { parseBudgetMs, parseOutputOptions, parseTuneOptions } from '../options/tune-options.ts';
import type { PreparedModel } from '../prepare-model.ts';
import { prepareStudy } from '../prepare-study.ts';
import type { Request } from '../program.ts';
import type { ReadLoad } from '../read-load.ts';
import { optionsOfStudy } from '../study-options.ts';

/** `tune resume`: goes on with a study where it was, with the options it was started with. */
export async function resumeCommand(
  id: string,
  request: Request,
  io: Io,
  interruption: Interruption,
): Promise<number> {
  const startedAt = monotonicClock.now();
  const raw = mergeOptions(request, RESUME_OPTIONS);
  const output = parseOutputOptions(raw);
  requireOutputs(output);
  const knowledge = await openKnowledge(raw, request.withoutKnowledge, io);
  const { store } = knowledge;
  try {
    const stored = await findStudy(store, id);
    const { header } = stored;
    const options = parseTuneOptions(optionsOfStudy(header.options));
    const preparing = { knowledge, resumes: header.startedAt, say: () => {} };
    const prepared = await prepareStudy(header.model.path, options, preparing, interruption.signal);
    const { space, prober, prior, predictions, surroundings } = prepared;
    try {
      requireSameHost(stored, prepared.machine);
      requireSameModel(stored, prepared.model);
      requireSameLengths(stored, prepared.model);
      requireSameLoad(stored, prepared.load);
      const steering = createStudySteering();
      const events = resumeStudy(
        stored,
        {
          space,
          strategy: (context) => createStrategy(header.strategy, context),
          prior,
          predictions,
          keepRunTimes: output.keepRunTimes,
          startedAt,
          ...(raw.has('budget') && { budgetS: parseBudgetMs(raw, 0) / 1000 }),
        },
        { clock: monotonicClock, prober, store, control: steering },
        interruption.signal,
      );
      const study = { events, steering, earlier: stored.trials };
      return await conductStudy(study, output, surroundings, io, interruption);
    } finally {
      await prepared.close();
    }
  } finally {
    await store.close();
  }
}

async function findStudy(store: KnowledgeStore, id: string): Promise<StoredStudy> {
  const stored = await store.study(id);
  if (stored !== null) return stored;
  throw new TuneError('usage', `there is no run ${printable(id, 60)} in the knowledge base`, {
    hint: '`tune runs` lists them; the first letters of an id suffice.',
  });
}

function requireSameHost({ header }: StoredStudy, { facts }: Machine): void {
  if (header.host.fingerprint === facts.fingerprint) return;
  throw new TuneError(
    'environment',
    'this run was measured on another machine, or with another version of the runtime',
    {
      hint: `Its host is ${header.host.fingerprint}, this one ${facts.fingerprint} (see \`tune host\`). Start a new run: figures of both would not mix.`,
    },
  );
}

function requireSameModel({ header }: StoredStudy, { facts }: PreparedModel): void {
  if (header.model.sha256 === facts.sha256) return;
  throw new TuneError(
    'model',
    `${printable(header.model.path, 200)} has changed since this run began`,
    {
      hint: 'Start a new run: figures of two models would not mix.',
    },
  );
}

/** Lengths of a file may have become others. */
function requireSameLengths({ header }: StoredStudy, { lengths }: PreparedModel): void {
  if (requestKey(header.lengths ?? null) === requestKey(lengths)) return;
  throw new TuneError('usage', 'the lengths of requests have changed since this run began', {
    hint: 'Start a new run: figures of two kinds of requests would not mix.',
  });
}

/** The arrivals of a trace may have become others. */
function requireSameLoad({ header }: StoredStudy, load: ReadLoad | null): void {
  if (canonicalJson(header.load ?? null) === canonicalJson(load?.facts ?? null)) return;
  throw new TuneError('usage', 'the load has changed since this run began', {
    hint: 'Start a new run: figures under two loads would not mix.',
  });
}

/** How well padding was harmless is measured, and may differ in its last digits. */
function requestKey(lengths: LengthFacts | null): string {
  return JSON.stringify(lengths && { ...lengths, padding: lengths.padding.status });
}
