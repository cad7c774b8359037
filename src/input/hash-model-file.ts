import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ExternalFile } from './external-data.ts';

/** Large enough that the stream's overhead vanishes, small enough that other work gets its turn every millisecond. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * SHA-256 that identifies a model, as hex: of the file itself (as `sha256sum` prints it), or, where weights lie in
 * further files, of a list of the hashes of all of them with their locations. Reads in chunks without blocking its caller.
 */
export async function hashModelFile(
  path: string,
  externalFiles: readonly ExternalFile[] = [],
): Promise<string> {
  const model = await hashFile(path);
  if (externalFiles.length === 0) return model;
  const list = createHash('sha256').update(`${model}\n`);
  for (const file of [...externalFiles].sort((a, b) => (a.location < b.location ? -1 : 1))) {
    list.update(`${await hashFile(file.path)} ${JSON.stringify(file.location)}\n`);
  }
  return list.digest('hex');
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }))
    hash.update(chunk);
  return hash.digest('hex');
}
