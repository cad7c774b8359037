import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { headLine, studyLines } from '../../src/report/interchange/knowledge-lines.ts';
import { archivedStudy } from '../report/interchange/archived.ts';
import { runCli, startCli } from '../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-kb-e2e-'));
const env = { XDG_DATA_HOME: folder };
const kb = (...words: string[]) => runCli(['kb', ...words], { env });

describe('tune kb', () => {
  it('seeds, carries what it found elsewhere and back, and does not seed twice', async () => {
    const seed = await kb('seed', 'mlp', '--per-model', '3s', '--json');
    expect(seed.exitCode, seed.stderr).toBe(0);
    expect(seed.stderr).toContain('about 3.0 s');
    expect(JSON.parse(seed.stdout).models).toMatchObject([{ name: 'mlp', outcome: 'tuned' }]);
    expect(JSON.parse((await kb('seed', 'mlp', '--json')).stdout).models[0].outcome).toBe('known');
    const [file, other] = [join(folder, 'kb.jsonl'), join(folder, 'other.db')];
    for (const full of [[], ['--full']]) {
      expect((await kb('export', '-o', file, ...full)).exitCode).toBe(0);
      const imported = await kb('import', file, '--kb', other);
      expect(imported.exitCode, imported.stderr).toBe(0);
    }
    const lean = await kb('export');
    expect((await kb('export', '--kb', other)).stdout).toBe(lean.stdout);
    expect(lean.stdout).not.toContain(folder);
    expect((await kb('merge', other)).stdout).toContain('1 known already');
    expect((await kb('show', 'mlp')).stdout).toContain('mlp.onnx');
    expect((await kb('verify')).exitCode).toBe(0);
  });

  it('ends a seed at Ctrl-C with what was finished, and goes on with it', async () => {
    const words = ['kb', 'seed', 'ds-cnn-s', 'espcn', '--per-model', '12s'];
    const { child, done } = startCli(words, { env });
    // The first trials are there some seconds after its name.
    await new Promise<void>((resolve) => {
      child.stderr?.on('data', (text: string) => text.includes('1/2') && resolve());
    });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    child.kill('SIGINT');
    const run = await done;
    expect(run.exitCode, run.stderr).toBe(130);
    expect(run.stdout).toContain('left: there was no time for it');
    expect(run.stdout).toContain('goes on with what is open');
    const again = JSON.parse((await runCli([...words, '--json'], { env })).stdout);
    expect(again.models.map((m: { outcome: string }) => m.outcome)).toEqual(['tuned', 'tuned']);
    const runs = JSON.parse((await kb('list', '--json')).stdout).tasks;
    for (const task of runs) expect(task.runs, task.model.name).toHaveLength(1);
  });

  it('imports in two processes at once without losing or doubling anything', async () => {
    const place = join(folder, 'both.db');
    const lines = Array.from({ length: 60 }, (_, i) =>
      studyLines(archivedStudy({ studyId: `s${i}` }), { full: false, places: false }),
    );
    const files = [lines.slice(0, 40), lines.slice(20)].map((part, i) => {
      const path = join(folder, `part-${i}.jsonl`);
      writeFileSync(path, `${[headLine(), ...part.flat()].join('\n')}\n`);
      return path;
    });
    const runs = await Promise.all(files.map((file) => kb('import', file, '--kb', place)));
    expect(runs.map((run) => [run.exitCode, run.stderr])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    const stats = JSON.parse((await kb('stats', '--json', '--kb', place)).stdout);
    expect(stats).toMatchObject({ runs: { total: 60 }, trials: 180 });
    expect((await kb('verify', '--kb', place)).exitCode).toBe(0);
  });

  it('finds damage, and says the way out', async () => {
    const bytes = readFileSync(join(folder, 'both.db'));
    const place = join(folder, 'damaged.db');
    writeFileSync(place, bytes.fill(0x5a, 4096 * 12, 4096 * 30));
    const run = await kb('verify', '--kb', place);
    expect(run.exitCode).toBe(4);
    expect(run.stdout + run.stderr).toMatch(/tune kb import|\.recover/);
  });
});
