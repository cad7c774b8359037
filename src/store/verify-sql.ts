import { SIGNATURE_VERSION } from '../signature/signature.ts';
import type { StoreProblem } from '../study/knowledge-archive.ts';
import type { StudyHeader } from '../study/study-header.ts';
import { parseStudyJson } from '../study/study-json.ts';
import type { Trial } from '../study/trial.ts';
import type { Contest } from '../variants/contest.ts';
import { contestColumns } from './contest-sql.ts';
import { modelOfRow, type StoredSignatureRow } from './signature-row.ts';
import { all, first, type SqlDialect, type SqlWork } from './sql-work.ts';
import { headerColumns } from './study-sql.ts';
import { trialRow } from './trial-row.ts';

type Row = Readonly<Record<string, unknown>>;

/** Names of the columns whose stored value is another than expected. Numbers may differ by how a database rounds them. */
function differing(expected: Row, stored: Row): readonly string[] {
  return Object.keys(expected).filter((column) => {
    const [a, b] = [expected[column], stored[column]];
    if (typeof a === 'number' && typeof b === 'number') {
      return !(Object.is(a, b) || Math.abs(a - b) <= 1e-12 * Math.abs(a));
    }
    // A number that is none is stored as nothing.
    return !(a === b || (Number.isNaN(a) && b === null));
  });
}

function checked(
  studyId: string | null,
  what: string,
  check: () => readonly string[],
): StoreProblem[] {
  try {
    const columns = check();
    return columns.length === 0
      ? []
      : [{ studyId, what: `${what} and its columns differ: ${columns.join(', ')}` }];
  } catch {
    return [{ studyId, what: `${what} cannot be read` }];
  }
}

/** Ids of all studies, and what is wrong with the database itself and what is no study. */
export function* verifyWhole(
  dialect: SqlDialect,
): SqlWork<{ readonly ids: readonly string[]; readonly problems: readonly StoreProblem[] }> {
  const damages = yield* dialect.damages();
  const signatures = yield* all<StoredSignatureRow>('SELECT * FROM signatures');
  const broken = signatures.filter(
    (row) => row.version === SIGNATURE_VERSION && modelOfRow(row) === null,
  );
  const calibrations = yield* all<Row>('SELECT * FROM calibrations');
  const contests = yield* all<Row>('SELECT * FROM contests ORDER BY id');
  const rows = yield* all<{ readonly id: string }>(
    'SELECT id FROM studies ORDER BY started_at, id',
  );
  return {
    ids: rows.map((row) => row.id),
    problems: [
      ...damages.map((what) => ({ studyId: null, what })),
      ...broken.map((row) => ({
        studyId: null,
        what: `the signature of model ${row.model_sha256.slice(0, 12)} cannot be read`,
      })),
      ...calibrations.flatMap((row) =>
        checked(
          null,
          `the calibration of host ${String(row['host_fingerprint']).slice(0, 16)}`,
          () => differing(calibrationColumns(String(row['detail'])), row),
        ),
      ),
      ...contests.flatMap((row) =>
        checked(null, `the contest ${String(row['id']).slice(0, 16)}`, () =>
          differing(contestColumns(parseStudyJson(String(row['detail'])) as Contest), row),
        ),
      ),
    ],
  };
}

function calibrationColumns(detail: string): Row {
  const calibration = parseStudyJson(detail) as Row;
  return {
    host_fingerprint: calibration['hostFingerprint'],
    provider: calibration['provider'],
    runtime_version: calibration['runtimeVersion'],
    measured_at: calibration['measuredAt'],
  };
}

/** What is wrong with one study. */
export function* verifyStudy(id: string): SqlWork<readonly StoreProblem[]> {
  const study = yield* first<Row>('SELECT * FROM studies WHERE id = @id', { id });
  // Somebody may have deleted it meanwhile.
  if (study === undefined) return [];
  const trials = yield* all<Row>('SELECT * FROM trials WHERE study_id = @id ORDER BY number', {
    id,
  });
  const result = study['result'];
  return [
    ...checked(id, 'its header', () =>
      differing(headerColumns(parseStudyJson(String(study['header'])) as StudyHeader), study),
    ),
    ...checked(id, 'its result', () => {
      if (result !== null && typeof parseStudyJson(String(result)) !== 'object') return ['result'];
      return study['state'] === 'finished' && result === null ? ['state'] : [];
    }),
    ...checked(id, 'its list of trials', () => differing({ trial_count: trials.length }, study)),
    ...trials.flatMap((row) =>
      checked(id, `trial ${String(row['number'])}`, () =>
        differing(trialRow(id, parseStudyJson(String(row['detail'])) as Trial), row),
      ),
    ),
  ];
}
