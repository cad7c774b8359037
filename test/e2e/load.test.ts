import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { descendantsOf, fronts, isAlive } from '../support/process-tree.ts';
import { type CliRun, runCli, said, startCli } from '../support/run-cli.ts';
import { tinyPerceptron, writeTemporary } from '../support/tiny-model.ts';

const SQUEEZENET = 'datasets/models/squeezenet1.1.onnx';
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

describe.concurrent('tune probe --load', () => {
  it('offers requests as they come and tells what became of them', async () => {
    const asked = ['--load', 'poisson:400/s', '--budget', '6s', '--json'];
    const probe = published(await runCli(['probe', model, ...asked, ...withinASecond]), 'probe');
    expect(probe.offered).toMatchObject({ text: 'poisson:400/s', rate_per_s: 400 });
    expect(probe.configuration.max_queue_delay_ms).toBe(0);
    expect(probe.load.offered_per_s).toBe(400);
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
    const arrivals = Array.from({ length: 800 }, (_, i) => (i * 5 + (i % 3)).toString());
    writeFileSync(trace, ['arrival_ms', ...arrivals].join('\n'));
    const asked = ['--load', `trace:${trace}`, '--budget', '6s', '--json'];
    const probe = published(await runCli(['probe', model, ...asked]), 'probe');
    expect(probe.offered).toMatchObject({ kind: 'trace', arrivals: 800 });
    expect(probe.load.offered_per_s).toBeCloseTo(200, 0);
  });
});

/** A bound that little evidence shows to hold, so that a study of seconds has something to recommend. */
const mostWithinASecond = ['--constraint', 'latency_p90_ms<=1s'];

describe('tune --load', () => {
  it('ends soon when interrupted in the middle of a block and leaves nothing behind, goes on with the same load, and finds how to serve within a bound', async () => {
    const temporary = mkdtempSync(join(tmpdir(), 'tune-front-end-'));
    const asked = ['--load', 'poisson:400/s', ...mostWithinASecond, '--budget', '120s'];
    const { child, done } = startCli([model, ...small, ...asked, '--no-calibrate'], {
      env: { ...env, TMPDIR: temporary },
    });
    await said(child, /probe 1:/);
    await sleep(700);
    expect(fronts(temporary)).toHaveLength(1);
    const descendants = descendantsOf(child.pid as number);
    child.kill('SIGINT');
    expect((await done).exitCode).toBe(130);
    expect(descendants.length).toBeGreaterThanOrEqual(3);
    await expect.poll(() => descendants.filter(isAlive), { timeout: 5000 }).toEqual([]);
    expect(fronts(temporary)).toEqual([]);
    const listed = JSON.parse((await runCli(['runs', '--json'], { env })).stdout).runs;
    expect(listed[0]).toMatchObject({ state: 'interrupted', load: 'poisson:400/s' });

    const id = listed[0].study_id as string;
    const resumed = await runCli(['resume', id, '--budget', '20s', '--json'], { env });
    const result = published(resumed, 'tune');
    expect(result.load).toMatchObject({ text: 'poisson:400/s', kind: 'poisson', rate_per_s: 400 });
    expect(result.trials.length).toBeGreaterThanOrEqual(1);
    expect(result.objective).toBe('latency');
    expect(result.recommendation.configuration).toHaveProperty('max_queue_delay_ms');
    expect(result.recommendation.load.overloaded).toBe(false);

    const runs = JSON.parse((await runCli(['runs', '--json'], { env })).stdout).runs;
    expect(runs[0]).toMatchObject({ load: 'poisson:400/s' });
    expect((await runCli(['runs'], { env })).stdout).toContain('under poisson:400/s');
    const lock = await runCli(['lock', id, '-o', join(folder, 'lock.json')], { env });
    expect(lock.exitCode).toBe(2);
    expect(lock.stderr).toContain('poisson:400/s');
    const triton = await runCli(['export', id, '--format', 'triton'], { env });
    if (triton.exitCode === 0 && result.recommendation.configuration.batch_size > 1) {
      expect(triton.stdout).toContain('max_queue_delay_microseconds');
    }
  });

  it('finds the highest rate that holds', async () => {
    // A rate is claimed only from blocks of its own, at the end, and of a model that takes longer than its requests.
    const few = ['--batch', '1', '--threads', '1,2', '--instances', '1', '--max-delay', '0'];
    const asked = ['--objective', 'goodput', '--constraint', 'latency_p50_ms<=200'];
    const time = ['--max-probes', '2', '--budget', '50s', '--no-calibrate', '--no-kb', '--json'];
    const run = await runCli([SQUEEZENET, ...few, '--load', 'poisson:200/s', ...asked, ...time]);
    const result = published(run, 'tune');
    expect(result.objective).toBe('goodput');
    const found = result.recommendation.load.goodput;
    expect(found.tried.length).toBeGreaterThan(0);
    expect(found.held_per_s).toBeGreaterThan(0);
  });

  it('makes the most of clients that wait', async () => {
    const asked = ['--load', 'closed:4', '--budget', '15s', '--json', '--no-kb'];
    const result = published(await runCli([model, ...small, ...asked]), 'tune');
    expect(result.objective).toBe('throughput');
    expect(result.load).toMatchObject({ kind: 'closed', clients: 4, rate_per_s: null });
  });
});

describe.concurrent('what cannot be had under a load', () => {
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
    const commands = [['variants', model], ['record', model], ['check']];
    const runs = commands.map((command) => runCli([...command, '--load', 'poisson:200/s']));
    for (const run of await Promise.all(runs)) {
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toContain("unknown option '--load'");
    }
  });
});
