import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CliRun, runCli } from '../support/run-cli.ts';
import { tinyPerceptron, writeTemporary } from '../support/tiny-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-variants-'));
const env = { XDG_DATA_HOME: folder };
const large = writeTemporary(tinyPerceptron('N', 4096), 'large.onnx');
const small = writeTemporary(tinyPerceptron('N', 64), 'small.onnx');
const broken = join(folder, 'broken.onnx');
writeFileSync(broken, 'no model');
/** A small space, so that searches of seconds reach their end. */
const narrow = ['--batch', '1,8', '--threads', '1', '--instances', '1'];

interface Contest {
  readonly recommendation: { readonly name: string } | null;
  readonly variants: readonly {
    readonly name: string;
    readonly outcome: string;
    readonly rejected_by: readonly { readonly constraint: string }[];
    readonly message: string | null;
  }[];
}

let schemas: Readonly<Record<'variants' | 'choose', object>>;

beforeAll(async () => {
  schemas = JSON.parse((await runCli(['schema'])).stdout) as typeof schemas;
});

function published(run: CliRun, kind: keyof typeof schemas): Contest {
  const contest: unknown = JSON.parse(run.stdout);
  const check = new Ajv({ strict: false, allErrors: true }).compile(schemas[kind]);
  check(contest);
  expect(check.errors).toBeNull();
  return contest as Contest;
}

const outcomes = ({ variants }: Contest) =>
  Object.fromEntries(variants.map(({ name, outcome }) => [name, outcome]));

describe('tune variants', () => {
  it('says which file to serve and why not the others, and tune choose answers from it without measuring', async () => {
    const files = [large, small, broken];
    const asked = ['--accuracy', '0.9,0.8,0.7', '--name', 'digits', '--budget', '20s'];
    const run = await runCli(['variants', ...files, ...asked, ...narrow, '--json'], { env });
    expect(run.exitCode).toBe(0);
    const contest = published(run, 'variants');
    // Sixty times the arithmetic: no noise hides that.
    expect(contest.recommendation?.name).toContain('small');
    expect(outcomes(contest)).toEqual({
      'small.onnx': 'winner',
      'large.onnx': 'slower',
      'broken.onnx': 'failed',
    });

    const stricter = ['choose', 'digits', '--min-accuracy', '0.85', '--json'];
    const chosen = await runCli(stricter, { env });
    expect(chosen.exitCode).toBe(0);
    const choice = published(chosen, 'choose');
    expect(choice.recommendation?.name).toContain('large');
    const rejected = choice.variants.find(({ name }) => name.includes('small'));
    expect(rejected?.rejected_by.map((v) => v.constraint)).toEqual(['accuracy>=0.85']);

    const impossible = await runCli(['choose', 'digits', '--latency-p99', '0.001ms'], { env });
    expect(impossible.exitCode).toBe(4);
  });

  it('names a provider that this machine lacks as the reason why it was not taken', async () => {
    const asked = ['--provider', 'cpu,openvino', '--budget', '10s', '--no-kb'];
    const run = await runCli(['variants', small, ...asked, ...narrow, '--json'], { env });
    expect(run.exitCode).toBe(0);
    const { variants } = published(run, 'variants');
    const missing = variants.find(({ name }) => name.includes('openvino'));
    expect(missing).toMatchObject({ outcome: 'failed' });
    expect(missing?.message).toContain('has no such provider');
  });

  it('measures every level of optimisation as a variant of its own', async () => {
    const asked = ['--graph-optimization', 'all,disabled', '--budget', '12s', '--no-kb'];
    const run = await runCli(['variants', small, ...asked, ...narrow, '--json'], { env });
    const names = published(run, 'variants').variants.map(({ name }) => name);
    expect(names.toSorted()).toEqual(['small.onnx at all', 'small.onnx at disabled']);
  });

  it('refuses accuracies that do not go with the files', async () => {
    const run = await runCli(['variants', large, small, '--accuracy', '0.9'], { env });
    expect(run.exitCode).toBe(2);
  });
});
