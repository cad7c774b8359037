import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { softwareVulkan } from '../support/software-vulkan.ts';
import { tinyPerceptron, writeTemporary } from '../support/tiny-model.ts';

const vulkan = softwareVulkan();
const folder = mkdtempSync(join(tmpdir(), 'tune-webgpu-'));
const env = { ...vulkan.env, XDG_DATA_HOME: folder };
const model = writeTemporary(tinyPerceptron());
/** One session per provider and two batches: what a software driver measures in seconds. */
const small = ['--batch', '1,8', '--threads', 'default', '--instances', '1'];

interface Trial {
  readonly configuration: { readonly provider: string; readonly batch_size: number };
  readonly outcome: string;
}

async function schemaOf(name: string): Promise<(data: unknown) => void> {
  const { stdout } = await runCli(['schema']);
  const check = new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(stdout)[name]);
  return (data) => {
    check(data);
    expect(check.errors).toBeNull();
  };
}

describe.skipIf(vulkan.env === null)(
  `the webgpu provider on a software driver${vulkan.missing === null ? '' : ` (${vulkan.missing})`}`,
  () => {
    it('is measured by tune probe, which tells where every operator ran', async () => {
      const run = await runCli(
        ['probe', model, '--provider', 'webgpu', '--budget', '4s', '--json'],
        { env },
      );
      expect(run.stderr).not.toContain('left out');
      expect(run.exitCode).toBe(0);
      const probe = JSON.parse(run.stdout);
      (await schemaOf('probe'))(probe);
      expect(probe).toMatchObject({
        outcome: 'measured',
        configuration: { provider: 'webgpu' },
        placement: { nodes: 3, fallback_nodes: 0, fallback_operators: [] },
        peak_device_bytes: null,
      });
      expect(probe.throughput_ips.value).toBeGreaterThan(0);
    });

    it('meets the CPU in the heats of a study, and both are measured', async () => {
      const out = join(folder, 'study.json');
      const run = await runCli(
        [model, '--provider', 'cpu,webgpu', ...small, '--budget', '15s', '--json', '--out', out],
        { env },
      );
      expect(run.exitCode).toBe(0);
      const result = JSON.parse(run.stdout);
      (await schemaOf('tune'))(result);
      const measured = (result.trials as readonly Trial[]).filter((t) => t.outcome !== 'failed');
      const providers = measured.map((t) => t.configuration.provider);
      expect(new Set(providers)).toEqual(new Set(['cpu', 'webgpu']));
      expect(result.default.configuration.provider).toBe('cpu');
      expect(JSON.parse(readFileSync(out, 'utf8')).space.knobs).toContainEqual({
        name: 'provider',
        values: ['cpu', 'webgpu'],
      });
    });

    it('may be recommended: its outputs are then compared one by one, and its placement is told', async () => {
      // Without the CPU among the knobs its own default is the reference: the larger batch wins beyond doubt.
      const run = await runCli(
        [model, '--provider', 'webgpu', ...small, '--budget', '15s', '--json', '--no-prior'],
        { env },
      );
      expect(run.exitCode).toBe(0);
      const { recommendation } = JSON.parse(run.stdout);
      expect(recommendation.configuration).toMatchObject({ provider: 'webgpu', batch_size: 8 });
      expect(recommendation.outputs).toMatchObject({
        status: 'equal',
        outputs: [{ output: 'y', tolerance: 1e-3 }],
      });
      expect(recommendation.outputs.max_relative_deviation).toBeLessThan(1e-5);
      expect(recommendation.placement).toMatchObject({ nodes: 3, fallback_nodes: 0 });
    });

    it('is found by --provider auto, listed by tune host, and recorded', async () => {
      const host = JSON.parse((await runCli(['host', '--json'], { env })).stdout);
      expect(host.provider_states).toContainEqual(
        expect.objectContaining({ provider: 'webgpu', status: 'works' }),
      );
      const csv = join(folder, 'surface.csv');
      const sizes = ['--batch', '1', '--threads', 'default', '--instances', '1'];
      const once = ['--replicates', '1', '--rounds', '2', '-o', csv];
      const run = await runCli(['record', model, '--provider', 'auto', ...sizes, ...once], { env });
      expect(run.stderr).toContain('note: searching providers cpu, webgpu');
      expect(run.exitCode).toBe(0);
      const rows = readFileSync(csv, 'utf8').trim().split('\n');
      expect(rows).toHaveLength(3);
      expect(rows.filter((row) => row.includes('webgpu'))).toHaveLength(1);
    });
  },
);

describe('a provider that does not work here', () => {
  // A loader without drivers is what a machine without a GPU has.
  const without = { env: { XDG_DATA_HOME: folder, VK_DRIVER_FILES: '/dev/null' } };

  it('is left out with a reason where another is asked for too', async () => {
    const run = await runCli(
      ['probe', model, '--provider', 'cuda,cpu', '--budget', '2s', '--json'],
      without,
    );
    expect(run.stderr).toMatch(/note: cuda is left out: (no NVIDIA GPU|its libraries)/);
    expect(run.exitCode).toBe(0);
    expect(JSON.parse(run.stdout).configuration.provider).toBe('cpu');
  });

  it('is an error of the environment, with the reason, where nothing else is asked for', async () => {
    const run = await runCli(['probe', model, '--provider', 'webgpu'], without);
    expect(run.exitCode).toBe(4);
    expect(run.stderr).toContain('this machine cannot use the execution provider webgpu');
    expect(run.stderr).toContain('Vulkan');
  });

  it('cannot be calibrated where it computes on a device of its own, working or not', async () => {
    const run = await runCli(['calibrate', '--provider', 'webgpu'], without);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('webgpu cannot be calibrated');
  });
});
