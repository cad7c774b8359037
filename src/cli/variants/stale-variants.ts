import type { Contest, ContestEntry } from '../../variants/contest.ts';
import { fileMark } from './file-mark.ts';

/**
 * Variants whose files are not what was measured any more, by name, with what became of them. A file of the same size and
 * modification time is taken for the same; any other is read.
 */
export async function staleVariants({ entries }: Contest): Promise<ReadonlyMap<string, string>> {
  const stale = new Map<string, string>();
  const hashes = new Map<string, string | null>();
  for (const { variant, file } of entries) {
    const why = await staleBecause(variant, file, hashes);
    if (why !== null) stale.set(variant.name, why);
  }
  return stale;
}

async function staleBecause(
  { path, sha256 }: ContestEntry['variant'],
  file: ContestEntry['file'],
  hashes: Map<string, string | null>,
): Promise<string | null> {
  // It could not be read then either.
  if (sha256 === null || file === null) return null;
  try {
    const { bytes, modifiedMs } = fileMark(path);
    if (bytes === file.bytes && modifiedMs === file.modifiedMs) return null;
  } catch {
    return 'its file is not there any more';
  }
  if (!hashes.has(path)) hashes.set(path, await hashOf(path));
  return hashes.get(path) === sha256 ? null : 'its file has changed since it was measured';
}

/** null where the file is no model any more. */
async function hashOf(path: string): Promise<string | null> {
  // Loaded only for a file that was touched: it reads whole graphs.
  const { readModelFile } = await import('../read-model-file.ts');
  try {
    return (await readModelFile(path)).sha256;
  } catch {
    return null;
  }
}
