import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import { monotonicClock } from '../../probe/monotonic-clock.ts';
import { createStrategy } from '../../search/strategies.ts';
import { buildSpace } from '../../space/build-space.ts';
import type { KnowledgeStore, StoredStudy } from '../../study/knowledge-store.ts';
import { resumeStudy } from '../../study/resume-study.ts';
import { conductStudy, requireOutputs } from '../conduct-study.ts';
import { describeMachine, type Machine } from '../describe-machine.ts';
import type { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { openKnowledge } from '../open-knowledge.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { RESUME_OPTIONS } from '../options/option-table.ts';
import { parseBudgetMs, parseOutputOptions, parseTuneOptions } from '../options/tune-options.ts';
import { PROOF_SHARE, type PreparedModel, prepareModel } from '../prepare-model.ts';
import { proberFor } from '../prober-for.ts';
import type { Request } from '../program.ts';
import { readModelFile } from '../read-model-file.ts';
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
  const { store, folder } = openKnowledge(raw, request.withoutKnowledge, io);
  try {
    const stored = findStudy(store, id);
    const { header } = stored;
    const options = parseTuneOptions(optionsOfStudy(header.options));
    const read = await readModelFile(header.model.path);
    const machine = await describeMachine();
    requireSameHost(stored, machine);
    const model = await prepareModel(
      read,
      {
        ...options,
        folder,
        machine,
        batches: options.overrides.batchSize ?? null,
        proofMs: PROOF_SHARE * 1000 * options.budgetS,
      },
      interruption.signal,
    );
    requireSameModel(stored, model);
    const space = buildSpace({
      host: machine.facts,
      model: model.space,
      overrides: options.overrides,
      wide: options.wide,
    });
    const prober = proberFor(model, machine, options.seed);
    try {
      const study = resumeStudy(
        stored,
        {
          space,
          strategy: (context) => createStrategy(header.strategy, context),
          keepRunTimes: output.keepRunTimes,
          startedAt,
          ...(raw.has('budget') && { budgetS: parseBudgetMs(raw, 0) / 1000 }),
        },
        { clock: monotonicClock, prober, store },
        interruption.signal,
      );
      const surroundings = {
        isStored: folder !== null,
        rebatchedPath: model.rebatchedPath,
        hints: model.hints,
      };
      return await conductStudy(study, output, surroundings, io, interruption);
    } finally {
      await prober.close();
      model.discard();
    }
  } finally {
    store.close();
  }
}

function findStudy(store: KnowledgeStore, id: string): StoredStudy {
  const stored = store.study(id);
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
