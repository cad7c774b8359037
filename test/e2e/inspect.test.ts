import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { tinyPerceptron, writeTemporary } from '../support/tiny-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-inspect-'));
const env = { XDG_DATA_HOME: folder };
const model = writeTemporary(tinyPerceptron('N', 1024));

describe('tune inspect', () => {
  it('says what a model is made of, at once and without a knowledge base', async () => {
    const run = await runCli(['inspect', model, '--no-kb']);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('matmul');
    expect(run.stdout).toContain('takes any batch as it is');
    expect(run.stderr).toBe('');
  });

  it('calibrates once where a profile wants a prediction, and remembers it', async () => {
    const first = await runCli(['inspect', model, '--profile', '--batch', '8', '--json'], { env });
    expect(first.exitCode).toBe(0);
    expect(first.stderr).toContain('calibrated first');
    const { profile, expectation, time_basis } = JSON.parse(first.stdout);
    expect(time_basis).toBe('this machine');
    expect(profile.families[0].family).toBe('matmul');
    expect(profile.families[0].measured_share).toBeGreaterThan(0.5);
    expect(profile.run_ms).toBeGreaterThanOrEqual(profile.kernel_ms);
    expect(profile.fallbacks).toEqual([]);
    expect(expectation.speedup_vs_default).toBeGreaterThanOrEqual(1);
    const schemas = JSON.parse((await runCli(['schema'])).stdout);
    const check = new Ajv({ strict: false, allErrors: true }).compile(schemas.inspect);
    check(JSON.parse(first.stdout));
    expect(check.errors).toBeNull();

    const second = await runCli(['inspect', model, '--profile'], { env });
    expect(second.stderr).toBe('');
    expect(second.stdout).toContain('profiled:');
  });

  it.each([
    [['inspect'], 2, 'model'],
    [['inspect', model, '--batch', '1,2'], 2, 'one size'],
    [['inspect', model, '--shape', 'z=1,2'], 2, 'does not have'],
    [['inspect', join(folder, 'absent.onnx')], 3, 'absent.onnx'],
  ])('refuses %j', async (args, exitCode, says) => {
    const run = await runCli(args, { env });
    expect(run.exitCode).toBe(exitCode);
    expect(run.stderr).toContain(says);
    expect(run.stdout).toBe('');
  });

  it('does not take something else for a model', async () => {
    const path = join(folder, 'text.onnx');
    writeFileSync(path, 'not a model\n');
    const run = await runCli(['inspect', path], { env });
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toContain('hint:');
  });
});
