#!/usr/bin/env node
// Checked in (not built) so that npm can link the command before the first build.
import { existsSync } from 'node:fs';

const entry = new URL('../dist/bin/tune.js', import.meta.url);
if (existsSync(entry)) {
  await import(entry.href);
} else {
  process.stderr.write(
    'tune is not built yet: run `npm ci` (or `npm run build`) in the repository first\n',
  );
  process.exitCode = 4;
}
