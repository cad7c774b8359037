import type { Rejection } from '../study/study-result.ts';

/** Rejections that differ only in figures. */
export interface ReasonGroup {
  readonly count: number;
  readonly first: Rejection;
}

/** Groups rejections whose reasons are the same but for their figures, most frequent first. */
export function groupReasons(rejections: readonly Rejection[]): readonly ReasonGroup[] {
  const groups = new Map<string, Rejection[]>();
  for (const rejection of rejections) {
    // Digits glued to letters belong to a name (p99, Conv_12).
    const kind = rejection.reason.replace(/(?<!\w)\d+(?:\.\d+)?/g, '#');
    const group = groups.get(kind);
    if (group) group.push(rejection);
    else groups.set(kind, [rejection]);
  }
  return [...groups.values()]
    .flatMap((group) => (group[0] ? [{ count: group.length, first: group[0] }] : []))
    .sort((a, b) => b.count - a.count);
}
