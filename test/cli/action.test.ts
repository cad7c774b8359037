import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<
    Record<string, { readonly description: string; readonly default?: string }>
  >;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action = parse(
  readFileSync(new URL('../../bin/check/action.yml', import.meta.url), 'utf8'),
) as Action;
const { steps } = action.runs;
const [step] = steps;
const script = step?.run ?? '';

/** Runs the action's script with an `npx` that only writes down what it was called with, one argument a line. */
function runAction(inputs: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'tune-action-'));
  const calls = join(folder, 'calls');
  const npx = `#!/bin/sh\nfor a in "$@"; do printf '%s\\n' "$a" >> "${calls}"; done\n`;
  writeFileSync(join(folder, 'npx'), npx, { mode: 0o755 });
  const given = Object.entries(action.inputs).map(([name, { default: fallback = '' }]) => [
    `TUNE_${name.toUpperCase().replaceAll('-', '_')}`,
    inputs[name] ?? fallback,
  ]);
  const { status, stdout } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: `${folder}${delimiter}${process.env['PATH']}`,
      ...Object.fromEntries(given),
    },
  });
  const args = existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : null;
  return { status, stdout, args, folder };
}

describe('the composite action', () => {
  it('interpolates nothing into a script', () => {
    expect(steps.length).toBeGreaterThan(0);
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });

  it('hands inputs to the script by environment, every one that there is', () => {
    const env = step?.env ?? {};
    for (const name of Object.keys(action.inputs)) {
      if (name === 'working-directory') continue;
      expect(Object.values(env)).toContain(`\${{ inputs.${name} }}`);
    }
  });

  it('uses no other action, or only such as are pinned to a commit', () => {
    for (const { uses } of steps) if (uses) expect(uses).toMatch(/^[\w./-]+@[0-9a-f]{40}$/);
    expect(action.runs.using).toBe('composite');
  });
});

describe('the script of the action', () => {
  it('checks the committed lock with its defaults', () => {
    const { status, args } = runAction({});
    expect(status).toBe(0);
    expect(args).toEqual([
      '--no-install',
      'tune',
      'check',
      '--budget=60s',
      '--band=5%',
      '--github',
      '--',
      'tune.lock.json',
    ]);
  });

  it('passes every input on as one argument', () => {
    const { args } = runAction({
      lock: 'my lock.json',
      baseline: '--json',
      against: 'threads=2, instances=1',
      strict: 'true',
      version: '0.1.0',
      junit: 'out dir/junit.xml',
    });
    expect(args).toEqual([
      '--yes',
      '--package=onnx-tune@0.1.0',
      'tune',
      'check',
      '--budget=60s',
      '--band=5%',
      '--github',
      '--strict',
      '--baseline=--json',
      '--against=threads=2, instances=1',
      '--junit=out dir/junit.xml',
      '--',
      'my lock.json',
    ]);
  });

  it.each([
    ['budget', '60s; touch pwned'],
    ['budget', '$(touch pwned)'],
    ['band', '5% --strict'],
    ['strict', 'yes'],
    ['version', '0.1.0 evil'],
    ['version', 'latest'],
    ['version', 'https://example.org/x.tgz'],
    ['against', 'threads=$(touch pwned)'],
    ['lock', ''],
  ])('refuses a %s of %j and starts nothing', (name, value) => {
    const { status, stdout, args } = runAction({ [name]: value });
    expect(status).toBe(2);
    expect(stdout).toContain(`the input ${name} is not valid`);
    expect(args).toBeNull();
  });

  it.each(['$(touch pwned)', '`touch pwned`', '"; touch pwned; "', '-rf'])(
    'takes a file called %j for nothing but a file',
    (name) => {
      const { args, folder } = runAction({ lock: name, baseline: name, sarif: name });
      expect(args?.slice(-2)).toEqual(['--', name]);
      expect(args).toContain(`--baseline=${name}`);
      expect(existsSync(join(folder, 'pwned'))).toBe(false);
    },
  );
});
