import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-tools-'));
const env = { XDG_DATA_HOME: folder, SECRET_TOKEN: 'hunter2-of-the-environment' };

describe('tune doctor', () => {
  it('checks this machine, and packs what it found without the environment', async () => {
    const bundle = join(folder, 'report.zip');
    const run = await runCli(['doctor', '--no-noise', '--json', '--bundle', bundle, '--redact'], {
      env,
    });
    const { status, checks } = JSON.parse(run.stdout);
    expect(run.exitCode, run.stdout).toBe(status === 'fail' ? 4 : 0);
    const statusOf = (id: string) => checks.find((c: { id: string }) => c.id === id)?.status;
    expect(statusOf('runtime')).toBe('ok');
    expect(statusOf('freezing')).toBe(process.platform === 'win32' ? 'warn' : 'ok');
    for (const id of ['cores', 'memory', 'knowledge', 'disk', 'provider'])
      expect(statusOf(id), id).toBeDefined();
    expect(statusOf('noise')).toBeUndefined();
    const files = unzipSync(readFileSync(bundle));
    const text = Object.values(files)
      .map((bytes) => new TextDecoder().decode(bytes))
      .join('\n');
    expect(text).toContain('usable_cores');
    expect(text).not.toContain(env.SECRET_TOKEN);
    expect(text).not.toContain(folder);
  });

  it('measures how noisy the machine is, within seconds', async () => {
    const run = await runCli(['doctor', '--no-kb'], { env });
    expect(run.stdout).toMatch(/noise +speed varies by/);
    expect(run.stdout).toContain('nothing is kept');
  });
});

describe('tune completion', () => {
  it.skipIf(spawnSync('bash', ['--version']).status !== 0)(
    'completes in a bash that loaded it',
    async () => {
      const { stdout } = await runCli(['completion', 'bash']);
      const script = `${stdout}\nCOMP_WORDS=(tune ex); COMP_CWORD=1; _tune; echo "$COMPREPLY"`;
      expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' })).toBe('export\n');
    },
  );
});

describe('a wrong flag', () => {
  it.each(['', 'probe', 'host', 'resume', 'runs', 'schema', 'export', 'doctor', 'completion'])(
    'exits 2 with a hint after: tune %s',
    async (command) => {
      const operand = { '': ['m.onnx'], probe: ['m.onnx'], resume: ['a'] }[command] ?? [];
      const words = command === '' ? operand : [command, ...operand];
      const run = await runCli([...words, '--hepl']);
      expect(run.exitCode).toBe(2);
      expect(run.stdout).toBe('');
      expect(run.stderr).toContain('hint: Did you mean --help?');
    },
  );
});
