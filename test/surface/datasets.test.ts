import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseSurface } from '../../src/surface/parse-surface.ts';
import type { Provenance } from '../../src/surface/provenance.ts';

const FOLDER = join(import.meta.dirname, '../../datasets/surfaces/2-core');
const names = readdirSync(FOLDER)
  .filter((f) => f.endsWith('.csv'))
  .map((f) => f.slice(0, -4));

test('every surface has provenance, and replicated ones a checksum that fits', () => {
  expect(names.length).toBeGreaterThan(20);
  for (const name of names) {
    const json = join(FOLDER, `${name}.json`);
    expect(existsSync(json), name).toBe(true);
    const text = readFileSync(join(FOLDER, `${name}.csv`), 'utf8');
    const provenance = JSON.parse(readFileSync(json, 'utf8')) as Partial<Provenance>;
    expect(provenance.model?.sha256, name).toMatch(/^[0-9a-f]{64}$/);
    expect(parseSurface(text, name).length, name).toBeGreaterThan(8);
    if (provenance.csv_sha256 === undefined) continue;
    expect(createHash('sha256').update(text).digest('hex'), name).toBe(provenance.csv_sha256);
    expect(provenance.replicates, name).toBeGreaterThanOrEqual(1);
  }
});
