import { readFileSync } from 'node:fs';

/** Version of this package, from its package.json (two folders up when compiled into dist/, one when run from source). */
export function toolVersion(): string {
  for (const up of ['../../../package.json', '../../package.json']) {
    try {
      const { name, version } = JSON.parse(
        readFileSync(new URL(up, import.meta.url), 'utf8'),
      ) as Record<string, string>;
      if (name === 'onnx-tune' && version !== undefined) return version;
    } catch {
      // Not there: the other place is.
    }
  }
  throw new Error('package.json of onnx-tune not found beside the code');
}
