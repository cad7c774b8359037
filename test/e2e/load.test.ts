import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CliRun, runCli, startCli } from '../support/run-cli.ts';
import { tinyPerceptron, writeTemporary } from '../support/tiny-model.ts';

const model = writeTemporary(tinyPerceptron('N', 1024));
const folder = mkdtempSync(join(tmpdir(), 'tune-load-'));
const env = { XDG_DATA_HOME: folder };
/** A small space, so that a search of seconds reaches its end. */
const small = ['--batch', '1,8', '--threads', '1', '--instances', '1', '--max-delay', '0,2'];
const withinASecond = ['--constraint', 'latency_p99_ms<=1s'];

let schemas: Readonly<Record<'tune' | 'probe', object>>;

beforeAll(async () => {
  schemas = JSON.parse((await runCli(['schema'])).stdout) as typeof schemas;
});

/** What a run printed, as the schema promises it. */
function published(run: CliRun, kind: keyof typeof schemas) {
  expect(run.exitCode, run.stderr).toBe(0);
  const document = JSON.parse(run.stdout);
  const check = new Ajv({ strict: false, allErrors: true }).compile(schemas[kind]);
  check(document);
  expect(check.errors).toBeNull();
  return document;
}

describe('tune probe --load', () => {
  it('offers requests as they come and tells what became of them', async () => {
    const asked = ['--load', 'poisson:100/s', '--budget', '6s', '--json'];
    const probe = published(await runCli(['probe', model, ...asked, ...withinASecond]), 'probe');
    expect(probe.offered).toMatchObject({ text: 'poisson:100/s', rate_per_s: 100 });
    expect(probe.configuration.max_queue_delay_ms).toBe(0);
    expect(probe.load.offered_per_s).toBe(100);
    expect(probe.load.requests).toBeGreaterThan(100);
    expect(probe.load.overloaded).toBe(false);
    expect(probe.load.bounds[0]).toMatchObject({ metric: 'latency_p99_ms', bound_ms: 1000 });
  });

  it('says it to people too', async () => {
    const asked = ['--load', 'closed:4', '--batch', '4', '--max-delay', '1', '--budget', '5s'];
    const run = await runCli(['probe', model, ...asked]);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout).toContain('batch up to 4');
    expect(run.stdout).toContain('serves closed:4 at');
    expect(run.stdout).toContain('for a request');
  });

  it('plays recorded arrivals', async () => {
    const trace = join(folder, 'arrivals.csv');
    const arrivals = Array.from({ length: 200 }, (_, i) => (i * 20 + (i % 3)).toString());
    writeFileSync(trace, ['arrival_ms', ...arrivals].join('\n'));
    const asked = ['--load', `trace:${trace}`, '--budget', '6s', '--json'];
    const probe = published(await runCli(['probe', model, ...asked]), 'probe');
    expect(probe.offered).toMatchObject({ kind: 'trace', arrivals: 200 });
    expect(probe.load.offered_per_s).toBeCloseTo(50, 0);
  });
});

/** Budgets of studies under a load are minutes. */
describe('tune --load', { timeout: 300_000 }, () => {
  it('finds how to serve within a bound, says how much more that holds, and keeps it out of what is learned', async () => {
    const asked = ['--load', 'poisson:400/s', ...withinASecond, '--budget', '70s', '--json'];
    const result = published(await runCli([model, ...small, ...asked], { env }), 'tune');
    expect(result.objective).toBe('latency');
    expect(result.load).toMatchObject({ kind: 'poisson', rate_per_s: 400 });
    expect(result.recommendation.configuration).toHaveProperty('max_queue_delay_ms');
    expect(result.recommendation.load.overloaded).toBe(false);

    const runs = JSON.parse((await runCli(['runs', '--json'], { env })).stdout).runs;
    expect(runs[0]).toMatchObject({ load: 'poisson:400/s' });
    expect((await runCli(['runs'], { env })).stdout).toContain('under poisson:400/s');

    const id = result.study_id as string;
    const lock = await runCli(['lock', id, '-o', join(folder, 'lock.json')], { env });
    expect(lock.exitCode).toBe(2);
    expect(lock.stderr).toContain('poisson:400/s');

    const triton = await runCli(['export', id, '--format', 'triton'], { env });
    if (triton.exitCode === 0 && result.recommendation.configuration.batch_size > 1) {
      expect(triton.stdout).toContain('max_queue_delay_microseconds');
    }
  });

  it('finds the highest rate that holds', async () => {
    const asked = ['--load', 'poisson:200/s', '--objective', 'goodput', ...withinASecond];
    const run = await runCli([model, ...small, ...asked, '--budget', '50s', '--json', '--no-kb']);
    const result = published(run, 'tune');
    expect(result.objective).toBe('goodput');
    expect(result.recommendation.load.goodput.tried.length).toBeGreaterThan(0);
  });

  it('makes the most of clients that wait', async () => {
    const asked = ['--load', 'closed:4', '--budget', '30s', '--json', '--no-kb'];
    const result = published(await runCli([model, ...small, ...asked]), 'tune');
    expect(result.objective).toBe('throughput');
    expect(result.load).toMatchObject({ kind: 'closed', clients: 4, rate_per_s: null });
  });

  it('ends soon when interrupted, and goes on with the same load', async () => {
    const own = { XDG_DATA_HOME: mkdtempSync(join(tmpdir(), 'tune-load-resume-')) };
    const asked = ['--load', 'poisson:400/s', ...withinASecond, '--budget', '120s'];
    const { child, done } = startCli([model, ...small, ...asked], { env: own });
    let log = '';
    child.stderr?.on('data', (text: string) => {
      const isFirst = !/probe 1:/.test(log);
      log += text;
      if (isFirst && /probe 1:/.test(log)) child.kill('SIGINT');
    });
    expect((await done).exitCode).toBe(130);
    const listed = JSON.parse((await runCli(['runs', '--json'], { env: own })).stdout).runs;
    expect(listed[0]).toMatchObject({ state: 'interrupted', load: 'poisson:400/s' });
    const more = ['resume', listed[0].study_id, '--budget', '20s', '--json'];
    const result = published(await runCli(more, { env: own }), 'tune');
    expect(result.load).toMatchObject({ text: 'poisson:400/s' });
    expect(result.trials.length).toBeGreaterThanOrEqual(1);
  });
});

describe('what cannot be had under a load', () => {
  const bound = ['--constraint', 'latency_p99_ms<=50'];

  it.each([
    [['--load', 'poisson:200'], 'Write the unit'],
    [['--load', 'bursts:200/s'], 'Loads:'],
    [['--load', 'trace:/no/such/file.csv'], 'cannot be read'],
    [['--load', 'poisson:200/s', '--lengths', 'zipf:128'], 'do not go together yet'],
    [['--objective', 'goodput', ...bound], 'needs a load'],
    [['--objective', 'cost'], 'needs a load'],
    [['--load', 'closed:4', '--objective', 'cost'], 'do not wait for answers'],
    [['--load', 'poisson:200/s', '--objective', 'goodput'], 'needs a bound on latency'],
    [['--load', 'poisson:200/s', '--adaptive-batching'], 'needs a bound on latency'],
    [['--load', 'poisson:200/s', '--price', 'tpu=3'], 'cpu=0.04,gpu=2.5'],
    [['--load', 'poisson:200/s', '--max-delay', 'soon'], 'Use times'],
    [['--max-delay', '2'], 'means nothing without --load'],
  ])('is said at once: %s', async (flags, said) => {
    const run = await runCli([model, ...flags, '--no-kb']);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(said);
    expect(run.stdout).toBe('');
  });

  it('is no option of the commands that run back to back', async () => {
    for (const command of [['variants', model], ['record', model], ['check']]) {
      const run = await runCli([...command, '--load', 'poisson:200/s']);
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toContain("unknown option '--load'");
    }
  });
});
