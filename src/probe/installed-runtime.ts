import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Version of the installed onnxruntime-node, read off its package without loading it. */
export function installedRuntimeVersion(): string {
  const path = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
