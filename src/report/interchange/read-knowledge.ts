import type { ModelSignature } from '../../knowledge/task-store.ts';
import { signatureFromJson } from '../../signature/signature-json.ts';
import { configurationKey } from '../../space/configuration.ts';
import type { ArchivedStudy } from '../../study/knowledge-archive.ts';
import type { StudyResult } from '../../study/study-result.ts';
import type { Trial } from '../../study/trial.ts';
import { INTERCHANGE_VERSION, type ModelLine, type StudyLine } from './knowledge-line.ts';
import { type At, emptyPile, type LinePile, type LineProblem, pileLine } from './line-pile.ts';
import { parseLine } from './parse-line.ts';

/** More lines than this are no knowledge base of one team. */
const MOST_LINES = 10_000_000;

/** Everything of a file that can be taken, and what cannot be. A study is whole, or it is not there. */
export interface ReadKnowledge {
  readonly lines: number;
  readonly studies: readonly ArchivedStudy[];
  readonly models: readonly ModelSignature[];
  /** In the order of lines. */
  readonly problems: readonly LineProblem[];
}

/**
 * Reads a knowledge base from lines that nobody vouches for, in any order after the first. Lines that say the same twice, as
 * merging in git may leave them, count once; signatures of another version, which cannot be compared, are left out. Studies
 * that began after `latest` (ISO 8601, UTC) are refused: the newest is believed most.
 */
export async function readKnowledge(
  lines: AsyncIterable<string> | Iterable<string>,
  latest: string,
): Promise<ReadKnowledge> {
  const pile = emptyPile();
  let count = 0;
  let head: string | null = 'is missing: the file is empty';
  for await (const text of lines) {
    count++;
    if (text.trim() === '') continue;
    if (head !== null) head = headProblem(text);
    else if (count <= MOST_LINES) pileLine(pile, text, count);
    // Whatever follows a wrong beginning cannot be told from anything else.
    if (head !== null || count > MOST_LINES) break;
  }
  if (head !== null) pile.problems.push({ line: Math.max(1, count), reason: head });
  if (count > MOST_LINES) {
    pile.problems.push({ line: count, reason: `is beyond the ${MOST_LINES} lines of a file` });
  }
  const studies = [...pile.studies.values()].flatMap((study) => wholeStudy(pile, study, latest));
  noteStrays(pile);
  return {
    lines: count,
    studies,
    models: [...pile.models.values()].flatMap(({ value }) => signatureOf(value)),
    problems: pile.problems.sort((a, b) => a.line - b.line),
  };
}

function headProblem(text: string): string | null {
  // Editors of Windows put a byte order mark first, which JSON does not know.
  const { line } = parseLine(text.replace(/^\ufeff/, ''));
  if (line?.type !== 'knowledge-base') {
    return 'is not the beginning of a knowledge base that `tune kb export` wrote';
  }
  if (line.version === INTERCHANGE_VERSION) return null;
  return `is of version ${line.version} of the format, this tune reads version ${INTERCHANGE_VERSION}`;
}

/** The study with its trials; nothing, and a problem on record, where they make no whole. */
function wholeStudy(
  pile: LinePile,
  { line, value }: At<StudyLine>,
  latest: string,
): ArchivedStudy[] {
  const { header, state, result } = value;
  const trials = [...(pile.trials.get(header.studyId)?.values() ?? [])]
    .map((trial) => trial.value)
    .sort((a, b) => a.number - b.number);
  const problem = pile.spoilt.has(header.studyId)
    ? 'is left out: another line of it is wrong'
    : studyProblem(value, trials, latest);
  if (problem === null) {
    const whole: StudyResult | null = result && { ...result, header, trials };
    return [{ header, trials, state, result: whole }];
  }
  pile.problems.push({ line, reason: `study ${header.studyId} ${problem}` });
  return [];
}

function studyProblem(study: StudyLine, trials: readonly Trial[], latest: string): string | null {
  const { startedAt } = study.header;
  if (trials.length !== study.trials) {
    return `has ${trials.length} of its ${study.trials} trials: the file was cut or merged badly`;
  }
  const keys = new Set(trials.map((trial) => configurationKey(trial.configuration)));
  if (keys.size !== trials.length) return 'has the same configuration in two trials';
  return startedAt > latest ? `began in the future: ${startedAt}` : null;
}

/** Trials whose study is nowhere. */
function noteStrays(pile: LinePile): void {
  for (const [id, trials] of pile.trials) {
    const [first] = trials.values();
    if (pile.studies.has(id) || pile.spoilt.has(id) || first === undefined) continue;
    const reason = `belongs to study ${id}, which is not in the file`;
    pile.problems.push({ line: first.line, reason });
  }
}

function signatureOf({ type: _type, signature: stored, ...model }: ModelLine): ModelSignature[] {
  const signature = signatureFromJson(stored);
  return signature === null ? [] : [{ ...model, signature }];
}
