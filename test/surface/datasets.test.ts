import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { configurationKey } from '../../src/space/configuration.ts';
import { parseSurface } from '../../src/surface/parse-surface.ts';
import type { Provenance } from '../../src/surface/provenance.ts';

const SURFACES = join(import.meta.dirname, '../../datasets/surfaces');
const FOLDERS = ['2-core', '2-core-zen5'].map((folder) => join(SURFACES, folder));
const surfaces = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((f) => f.endsWith('.csv'))
    .map((f) => join(folder, f.slice(0, -4))),
);

interface AnyProvenance extends Partial<Provenance> {
  readonly host: Provenance['host'];
}

const provenanceOf = (surface: string): AnyProvenance =>
  JSON.parse(readFileSync(`${surface}.json`, 'utf8')) as AnyProvenance;

test('every surface has provenance, and replicated ones a checksum that fits', () => {
  expect(surfaces.length).toBe(46);
  for (const name of surfaces) {
    expect(existsSync(`${name}.json`), name).toBe(true);
    const text = readFileSync(`${name}.csv`, 'utf8');
    const provenance = provenanceOf(name);
    expect(provenance.model?.sha256, name).toMatch(/^[0-9a-f]{64}$/);
    expect(parseSurface(text, name).length, name).toBeGreaterThan(8);
    if (provenance.csv_sha256 === undefined) continue;
    expect(createHash('sha256').update(text).digest('hex'), name).toBe(provenance.csv_sha256);
    expect(provenance.replicates, name).toBeGreaterThanOrEqual(1);
  }
});

test('a folder holds the surfaces and the calibration of one host', () => {
  for (const folder of FOLDERS) {
    const calibration = JSON.parse(readFileSync(join(folder, 'calibration.json'), 'utf8'));
    for (const name of surfaces.filter((s) => dirname(s) === folder)) {
      expect(provenanceOf(name).host['fingerprint'], name).toBe(calibration.hostFingerprint);
    }
  }
});

test('no configuration of a replicate is recorded twice', () => {
  for (const name of surfaces) {
    const rows = parseSurface(readFileSync(`${name}.csv`, 'utf8'), name);
    const keys = rows.map((r) => `${r.replicate} ${configurationKey(r.configuration)}`);
    expect(new Set(keys).size, name).toBe(keys.length);
  }
});

test('29 surfaces are replicated, 10 of them with spinning on and off', () => {
  const replicated = surfaces.filter((name) => provenanceOf(name).sittings !== undefined);
  expect(replicated).toHaveLength(29);
  const withSpinning = replicated.filter((name) => {
    const rows = parseSurface(readFileSync(`${name}.csv`, 'utf8'), name);
    return new Set(rows.map((r) => r.configuration.spinning)).size === 2;
  });
  expect(withSpinning).toHaveLength(10);
});
