import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XMLValidator } from 'fast-xml-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeModelFile } from '../../src/input/write-model-file.ts';
import { writeModel } from '../../src/onnx/write-model.ts';
import { runCli } from '../support/run-cli.ts';
import { tinyPerceptron } from '../support/tiny-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-gate-'));
const at = (name: string): string => join(folder, name);
const tune = (...args: string[]) => runCli(args, { cwd: folder });
const read = (name: string): string => readFileSync(at(name), 'utf8');

/** The lock with its evidence so wide that only a defect could break it. */
function forgiving(name: string): void {
  const lock = JSON.parse(read(name));
  lock.evidence.speedup_vs_default = { value: 1, low: 0.05, high: 20 };
  writeFileSync(at(name), JSON.stringify(lock));
}

beforeAll(async () => {
  writeModelFile(at('model.onnx'), writeModel(tinyPerceptron()));
  writeModelFile(at('wide.onnx'), writeModel(tinyPerceptron('N', 8192)));
  const knobs = ['--batch', '4', '--threads', '1', '--instances', '1'];
  const run = await tune('model.onnx', '--budget', '8s', '--no-kb', ...knobs, '--out', 'run.json');
  expect(run.exitCode, run.stderr).toBe(0);
  const locked = await tune('lock', 'run.json', '--no-kb');
  expect(locked.exitCode, locked.stderr).toBe(0);
  expect(locked.stdout).toContain('tune.lock.json written');
  forgiving('tune.lock.json');
});

describe('tune lock', () => {
  it('writes where it is told, with the model as seen from there', async () => {
    const { exitCode } = await tune('lock', 'run.json', '-o', at('own.lock.json'), '--no-kb');
    expect(exitCode).toBe(0);
    expect(JSON.parse(read('own.lock.json')).model.path).toBe('model.onnx');
  });

  it('says what is missing', async () => {
    const { exitCode, stderr } = await tune('lock', 'nothing.json', '--no-kb');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there is no file');
    expect((await tune('lock', '--no-kb')).exitCode).toBe(2);
  });
});

describe('tune check', () => {
  it('holds, and reports in every format', async () => {
    const files = ['junit.xml', 'x.sarif', 'comment.md', 'gitlab.json'];
    const [junit = '', sarif = '', markdown = '', gitlab = ''] = files;
    const summary = at('summary.md');
    const { exitCode, stdout, stderr } = await runCli(
      [
        ...['check', '--budget', '6s', '--band', '50%', '--json'],
        ...['--junit', junit, '--sarif', sarif, '--markdown', markdown, '--gitlab', gitlab],
      ],
      {
        cwd: folder,
        env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: at('output') },
      },
    );
    expect(exitCode, stderr).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.assertions[0]).toMatchObject({ name: 'model-unchanged', status: 'passed' });
    expect(XMLValidator.validate(read(junit))).toBe(true);
    expect(JSON.parse(read(sarif)).version).toBe('2.1.0');
    expect(Array.isArray(JSON.parse(read(gitlab)))).toBe(true);
    expect(read(markdown)).toContain('tune check');
    expect(readFileSync(summary, 'utf8')).toContain('tune check');
    expect(read('output')).toMatch(/^verdict=\w+\nconclusion=\w+\n$/);
    expect(stderr).toMatch(/^::notice file=tune\.lock\.json/m);
  });

  it('finds a model that is many times slower than the baseline', async () => {
    const lock = JSON.parse(read('tune.lock.json'));
    lock.model.path = 'wide.onnx';
    writeFileSync(at('wide.lock.json'), JSON.stringify(lock));
    const { exitCode, stdout } = await tune(
      ...['check', 'wide.lock.json', '--baseline', 'model.onnx', '--budget', '12s', '--json'],
    );
    const report = JSON.parse(stdout);
    const loaded = report.sessions.filter((s: { disturbed: boolean }) => s.disturbed).length;
    const found = report.assertions.find(
      (a: { name: string }) => a.name === 'holds-against-baseline',
    );
    // On a machine that others load there is no verdict, and the lock is stale in any case.
    if (loaded === 0) expect(found).toMatchObject({ status: 'failed', verdict: 'regressed' });
    expect(exitCode).toBe(1);
    expect(report.assertions[1]).toMatchObject({ name: 'graph-unchanged', status: 'failed' });
  });
});

describe('the exit code of tune check', () => {
  it('fails on a changed model, unless the config file says that it may change', async () => {
    writeFileSync(at('changed.onnx'), readFileSync(at('model.onnx')));
    const lock = JSON.parse(read('tune.lock.json'));
    lock.model = { ...lock.model, path: 'changed.onnx', sha256: 'f'.repeat(64) };
    writeFileSync(at('changed.lock.json'), JSON.stringify(lock));
    const off = Object.fromEntries(
      ['holds-against-default', 'outputs-equal'].map((name) => [name, 'off']),
    );
    writeFileSync(at('strict.json'), JSON.stringify({ check: off }));
    writeFileSync(
      at('loose.json'),
      JSON.stringify({ check: { ...off, 'model-unchanged': 'warn' } }),
    );
    const check = (config: string) =>
      tune('check', 'changed.lock.json', '--budget', '4s', '--config', config);
    const failed = await check('strict.json');
    expect(failed.exitCode, failed.stderr).toBe(1);
    expect(failed.stdout).toContain('FAIL  model-unchanged');
    const warned = await check('loose.json');
    expect(warned.exitCode, warned.stderr).toBe(0);
    expect(warned.stdout).toContain('warn  model-unchanged');
  });

  it('says that it is inconclusive, and fails where that is not enough', async () => {
    const short = ['check', '--budget', '1s'];
    const lenient = await tune(...short);
    expect(lenient.exitCode, lenient.stderr).toBe(0);
    expect(lenient.stderr).toContain('WARNING: the check is inconclusive');
    expect((await tune(...short, '--strict')).exitCode).toBe(5);
  });

  it('tells wrong usage from a bad model', async () => {
    expect((await tune('check', 'nothing.json')).exitCode).toBe(2);
    expect((await tune('check', '--band', '5')).exitCode).toBe(2);
    appendFileSync(at('broken.onnx'), 'no model');
    expect((await tune('check', '--baseline', 'broken.onnx')).exitCode).toBe(3);
  });
});
