import { readFileSync } from 'node:fs';

/** The text of a file under datasets/, found from source and from the package alike; null where it is missing. */
export function datasetText(path: string): string | null {
  for (const up of ['../../', '../../../']) {
    try {
      return readFileSync(new URL(`${up}datasets/${path}`, import.meta.url), 'utf8');
    } catch {
      // The other place.
    }
  }
  return null;
}
