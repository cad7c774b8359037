import type { ModelSignature } from '../../knowledge/task-store.ts';
import { readKnowledge } from '../../report/interchange/read-knowledge.ts';
import { reconcile } from '../../report/interchange/reconcile.ts';
import type { ImportProblem, ImportReport } from '../../report/knowledge/import-report.ts';
import type { KnowledgeBase } from '../../store/knowledge-base.ts';
import type { ArchivedStudy } from '../../study/knowledge-archive.ts';
import type { StoredStudy } from '../../study/knowledge-store.ts';
import type { KnowledgeSource } from './knowledge-source.ts';

/** Clocks of machines differ, but not by more than this, ms. */
const CLOCK_MS = 24 * 3_600_000;

/** What was found in the sources, before anything of it is stored. */
export interface Gathered {
  readonly sources: readonly string[];
  readonly studies: readonly ArchivedStudy[];
  readonly models: readonly ModelSignature[];
  readonly problems: readonly ImportProblem[];
}

/** Reads sources and holds them against each other and against what is there. Changes nothing. */
export async function gather(
  store: KnowledgeBase,
  sources: readonly KnowledgeSource[],
): Promise<Gathered> {
  const latest = new Date(Date.now() + CLOCK_MS).toISOString();
  const ids = new Set((await store.studies()).map((study) => study.studyId));
  const own = async (id: string) => (ids.has(id) ? await store.study(id) : null);
  const studies = new Map<string, ArchivedStudy>();
  const models = new Map<string, ModelSignature>();
  const problems: ImportProblem[] = [];
  for (const source of sources) {
    const read = await readKnowledge(source.lines(), latest);
    for (const { line, reason } of read.problems) {
      problems.push({ source: source.name, line: source.isFile ? line : null, reason });
    }
    for (const model of read.models) models.set(model.modelSha256, model);
    for (const study of read.studies) {
      const reason = take(studies, study, await own(study.header.studyId));
      if (reason !== null) problems.push({ source: source.name, line: null, reason });
    }
  }
  const names = sources.map((source) => source.name);
  return { sources: names, studies: [...studies.values()], models: [...models.values()], problems };
}

/** Takes a study unless it contradicts what is stored or was read before; why not. Of two records the longer counts. */
function take(
  studies: Map<string, ArchivedStudy>,
  study: ArchivedStudy,
  own: StoredStudy | null,
): string | null {
  const id = study.header.studyId;
  const stored = own === null ? null : reconcile(own, study);
  if (stored?.relation === 'conflict') {
    return `study ${id} contradicts the one that is there: ${stored.reason}`;
  }
  const before = studies.get(id);
  const among = before === undefined ? null : reconcile(before, study);
  if (among?.relation === 'conflict') {
    return `study ${id} contradicts that of another source: ${among.reason}`;
  }
  if (among === null || among.relation === 'longer') studies.set(id, study);
  return null;
}

/** Stores what was gathered: all studies in one transaction, then the signatures that are new. Again changes nothing. */
export async function storeGathered(
  store: KnowledgeBase,
  gathered: Gathered,
): Promise<ImportReport> {
  const { sources, studies, models, problems } = gathered;
  const counts = await store.importStudies(studies);
  const known = new Set((await store.signatures()).map((model) => model.modelSha256));
  const tuned = new Set((await store.studies()).map((study) => study.modelSha256));
  // One's own signature was computed here; and of models that nobody tuned nothing needs to be known.
  const fresh = models.filter((m) => !known.has(m.modelSha256) && tuned.has(m.modelSha256));
  for (const model of fresh) await store.saveSignature(model);
  return { ...counts, sources, signatures: fresh.length, skipped: problems };
}
