import type { TaskPoint } from '../knowledge/task-store.ts';
import { type PointRow, pointOfRow } from './point-row.ts';

/** Text in descending order, by code units. */
function descending(a: string, b: string): number {
  return a < b ? 1 : a > b ? -1 : 0;
}

/** What the ratios of a study are to: its first trial that was measured; null where everything failed. */
function referenceOf(rows: readonly PointRow[]): string | null {
  return rows.find((row) => row.status !== 'failed')?.configuration_key ?? null;
}

/** The points of one task from the rows of all its studies, in any order. See `TaskStore.taskPoints`. */
export function mergePoints(rows: readonly PointRow[]): readonly TaskPoint[] {
  const newestFirst = [...groupByStudy(rows).values()]
    .map((study) => study.sort((a, b) => a.number - b.number))
    .sort(([a], [b]) =>
      a && b ? descending(a.started_at, b.started_at) || descending(a.study_id, b.study_id) : 0,
    );
  const reference = newestFirst.map(referenceOf).find((key) => key !== null) ?? null;
  const chosen = new Map<string, PointRow>();
  for (const study of newestFirst) {
    const own = referenceOf(study);
    if (own !== null && own !== reference) continue;
    for (const row of study) {
      const before = chosen.get(row.configuration_key);
      const isBetter = before?.status === 'failed' && row.status !== 'failed';
      if (before === undefined || isBetter) chosen.set(row.configuration_key, row);
    }
  }
  return [...chosen.values()].map(pointOfRow);
}

function groupByStudy(rows: readonly PointRow[]): Map<string, PointRow[]> {
  const studies = new Map<string, PointRow[]>();
  for (const row of rows) {
    const study = studies.get(row.study_id);
    if (study) study.push(row);
    else studies.set(row.study_id, [row]);
  }
  return studies;
}
