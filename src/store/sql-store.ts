import { TuneError } from '../core/tune-error.ts';
import type { ArchivedStudy, StoreProblem } from '../study/knowledge-archive.ts';
import {
  type ArchivedPlace,
  type ArchivePlace,
  deleteStudies,
  importStudies,
  nextStudy,
  readStatistics,
} from './archive-sql.ts';
import { readCalibration, saveCalibration } from './calibration-sql.ts';
import { listContestTasks, readContests, saveContest } from './contest-sql.ts';
import type { KnowledgeBase } from './knowledge-base.ts';
import type { SqlSession } from './sql-work.ts';
import {
  appendTrial,
  createStudy,
  findStudy,
  finishStudy,
  listStudies,
  reopenStudy,
} from './study-sql.ts';
import { readSignatures, readTaskHeads, readTaskPoints, saveSignature } from './task-sql.ts';
import { verifyStudy, verifyWhole } from './verify-sql.ts';

/** A knowledge base in a database that has the tables: the same whichever database it is. */
export function createSqlStore({ dialect, read, write, close }: SqlSession): KnowledgeBase {
  return {
    createStudy: (header) => write(() => createStudy(header)),
    reopenStudy: (studyId) => write(() => reopenStudy(dialect, studyId)),
    appendTrial: (studyId, trial) => write(() => appendTrial(dialect, studyId, trial)),
    finishStudy: (studyId, state, result) =>
      write(() => finishStudy(dialect, studyId, state, result)),
    study: (idOrPrefix) => read(() => findStudy(idOrPrefix)),
    studies: () => read(listStudies),
    saveCalibration: (calibration) => write(() => saveCalibration(calibration)),
    calibration: (key) => read(() => readCalibration(key)),
    saveSignature: (model) => write(() => saveSignature(model)),
    signatures: () => read(readSignatures),
    taskHeads: () => read(readTaskHeads),
    taskPoints: (ids) => read(() => readTaskPoints(ids)),
    saveContest: (contest) => write(() => saveContest(contest)),
    contests: (task) => read(() => readContests(task)),
    contestTasks: () => read(listContestTasks),
    archivedStudies: () => archivedStudies(read),
    importStudies: (studies) => write(() => importStudies(dialect, studies)),
    deleteStudies: (ids) => write(() => deleteStudies(dialect, ids)),
    verify: () => verify({ dialect, read }),
    statistics: () => read(() => readStatistics(dialect)),
    close,
  };
}

async function* archivedStudies(read: SqlSession['read']): AsyncGenerator<ArchivedStudy> {
  let after: ArchivePlace | null = null;
  while (true) {
    const place: ArchivePlace | null = after;
    const next: ArchivedPlace | null = await read(() => nextStudy(place));
    if (next === null) return;
    yield next.study;
    after = next.place;
  }
}

async function verify({
  dialect,
  read,
}: Pick<SqlSession, 'dialect' | 'read'>): Promise<readonly StoreProblem[]> {
  const found: StoreProblem[] = [];
  let studyId: string | null = null;
  try {
    const { ids, problems } = await read(() => verifyWhole(dialect));
    found.push(...problems);
    for (const id of ids) {
      studyId = id;
      found.push(...(await read(() => verifyStudy(id))));
    }
  } catch (error) {
    // A damaged file ends the reading: that is a finding, and what was found before stands.
    if (!(error instanceof TuneError) || error.kind !== 'environment') throw error;
    found.push({ studyId, what: error.message });
  }
  return found;
}
