import { statSync } from 'node:fs';
import type { ContestEntry } from '../../variants/contest.ts';

/** What shows without reading a file that it is the one it was. */
export function fileMark(path: string): NonNullable<ContestEntry['file']> {
  const { size, mtimeMs } = statSync(path);
  return { bytes: size, modifiedMs: Math.round(mtimeMs) };
}
