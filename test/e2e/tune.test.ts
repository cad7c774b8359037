import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli, startCli } from '../support/run-cli.ts';
import { runInPty } from '../support/run-in-pty.ts';
import { tinyPerceptron, writeTemporary } from '../support/tiny-model.ts';

const model = writeTemporary(tinyPerceptron('N', 1024));
const folder = mkdtempSync(join(tmpdir(), 'tune-e2e-'));
const env = { XDG_DATA_HOME: folder };
/** A small space, so that a search of seconds reaches its end. */
const small = ['--batch', '1,8', '--threads', '1', '--instances', '1,2'];
const scratch = (name: string): string => join(folder, name);

let validate: { readonly tune: (data: unknown) => void; readonly probe: (data: unknown) => void };

beforeAll(async () => {
  const { stdout } = await runCli(['schema']);
  const schemas = JSON.parse(stdout) as Record<'tune' | 'probe', object>;
  const ajv = new Ajv({ strict: false, allErrors: true });
  const against = (schema: object) => {
    const check = ajv.compile(schema);
    return (data: unknown): void => {
      check(data);
      expect(check.errors).toBeNull();
    };
  };
  validate = { tune: against(schemas.tune), probe: against(schemas.probe) };
});

describe('tune MODEL', () => {
  it('recommends a configuration as JSON on stdout, with the same facts in files, and tells its progress on stderr', async () => {
    const files = [
      '--out',
      scratch('run.json'),
      '--csv',
      scratch('trials.csv'),
      '--events',
      scratch('events.ndjson'),
    ];
    const run = await runCli([model, ...small, '--budget', '20s', '--json', ...files], { env });
    expect(run.exitCode).toBe(0);
    const result = JSON.parse(run.stdout);
    validate.tune(result);
    expect(result.model.batchable).toBe(true);
    expect(result.default.configuration).toMatchObject({
      batch_size: 1,
      instances: 1,
      intra_op_threads: 0,
    });
    // Eight rows at once save seven calls on a model of microseconds: no noise hides that.
    expect(throughputAt(result, 8)).toBeGreaterThan(1.5 * throughputAt(result, 1));
    expect(result.recommendation.speedup_vs_default.low).toBeLessThanOrEqual(
      result.recommendation.speedup_vs_default.value,
    );
    expect(result.trials.length).toBe(result.probes);
    expect(result.elapsed_s).toBeLessThan(20 * 1.1);
    expect(run.stderr).toContain('probe 1');
    validate.tune(JSON.parse(readFileSync(scratch('run.json'), 'utf8')));
    expect(readFileSync(scratch('trials.csv'), 'utf8').trim().split('\n')).toHaveLength(
      result.probes + 1,
    );
    const events = readFileSync(scratch('events.ndjson'), 'utf8').trim().split('\n');
    expect(events.map((line) => JSON.parse(line).type)).toEqual(
      expect.arrayContaining(['study-started', 'trial-finished', 'study-finished']),
    );
  });

  it('rewrites a file whose batch is fixed to 1, proves the copy by running, and tunes the batch', async () => {
    const fixed = writeTemporary(tinyPerceptron(1, 1024));
    const only = ['--batch', '8', '--threads', '1', '--instances', '1'];
    const run = await runCli([fixed, ...only, '--budget', '10s', '--json', '--no-kb', '--quiet']);
    const result = JSON.parse(run.stdout);
    expect(result.model).toMatchObject({ batchable: true, rebatched: true });
    expect(throughputAt(result, 8)).toBeGreaterThan(result.default.throughput_ips.value);
    expect(run.stderr).toBe('');
  });

  it('says that nothing is feasible, and exits 4, where no configuration meets a constraint', async () => {
    const rule = 'latency_p50_ms<=0.000001';
    const run = await runCli(
      [model, ...small, '--budget', '5s', '--constraint', rule, '--quiet', '--no-kb'],
      { env },
    );
    expect(run.exitCode).toBe(4);
    expect(run.stdout).toContain(rule);
  });

  it('fits a terminal of 60 columns and leaves no escape of its own behind', async () => {
    const { exitCode, screen } = await runInPty([model, ...small, '--budget', '5s', '--no-kb'], {
      cols: 60,
      rows: 40,
      env,
    });
    expect(exitCode).toBe(0);
    expect(screen).toMatch(/throughput/);
    expect(screen).not.toContain('\u001b');
  });
});

describe('an interrupted run', () => {
  it('prints the best so far, exits 130, is listed, and goes on with resume without measuring anything twice', async () => {
    const store = scratch('interrupted.db');
    const { child, done } = startCli([model, '--budget', '60s', '--kb', store], { env });
    let log = '';
    child.stderr?.on('data', (text: string) => {
      const isFirst = !/probe 2/.test(log);
      log += text;
      // Only once: a second Ctrl-C means "at once", without a result.
      if (isFirst && /probe 2/.test(log)) child.kill('SIGINT');
    });
    const run = await done;
    expect(run.exitCode).toBe(130);
    expect(run.stdout).toContain('throughput');
    const runs = JSON.parse((await runCli(['runs', '--json', '--kb', store])).stdout);
    expect(runs.runs).toHaveLength(1);
    const [{ study_id: id, state, trials }] = runs.runs;
    expect(state).toBe('interrupted');
    expect(trials).toBeGreaterThanOrEqual(2);
    const resumed = await runCli([
      'resume',
      id.slice(0, 6),
      '--budget',
      '6s',
      '--json',
      '--quiet',
      '--kb',
      store,
    ]);
    expect(resumed.exitCode).toBe(0);
    const result = JSON.parse(resumed.stdout);
    validate.tune(result);
    const keys = result.trials.map((t: { configuration: object }) =>
      JSON.stringify(t.configuration),
    );
    expect(keys.length).toBeGreaterThanOrEqual(trials);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.skipIf(process.platform === 'win32')(
    'leaves no process behind, not even when killed while its workers are frozen',
    async () => {
      const { child, done } = startCli([model, '--budget', '60s', '--no-kb'], { env });
      let log = '';
      const measuring = new Promise<void>((resolve) => {
        child.stderr?.on('data', (text: string) => {
          log += text;
          if (/probe 1/.test(log)) resolve();
        });
      });
      await measuring;
      await expect
        .poll(() => childrenOf(child.pid as number).filter((p) => p.state.startsWith('T')).length, {
          timeout: 20_000,
        })
        .toBeGreaterThan(0);
      const pids = childrenOf(child.pid as number).map((p) => p.pid);
      child.kill('SIGKILL');
      await done;
      await expect.poll(() => pids.filter(isAlive), { timeout: 5000 }).toEqual([]);
    },
  );
});

describe('tune probe', () => {
  it('measures one configuration', async () => {
    const run = await runCli([
      'probe',
      model,
      '--batch',
      '4',
      '--threads',
      '1',
      '--budget',
      '4s',
      '--json',
      '--quiet',
    ]);
    expect(run.exitCode).toBe(0);
    const result = JSON.parse(run.stdout);
    validate.probe(result);
    expect(result).toMatchObject({
      outcome: 'measured',
      configuration: { batch_size: 4, intra_op_threads: 1 },
    });
    expect(result.throughput_ips.value).toBeGreaterThan(0);
    expect(result.latency_ms.p50).toBeGreaterThan(0);
    expect(result.peak_rss_bytes).toBeGreaterThan(10 * 2 ** 20);
  });

  it('refuses several values for a knob, and a batch the model cannot take', async () => {
    const several = await runCli(['probe', model, '--batch', '1,2']);
    expect([several.exitCode, several.stderr]).toEqual([
      2,
      expect.stringContaining('--batch takes one value'),
    ]);
  });
});

describe('wrong use', () => {
  const broken = scratch('broken.onnx');
  writeFileSync(broken, '<!DOCTYPE html><html></html>');

  it.each([
    [['--bugdet', '5s', model], 2, '--budget'],
    [['--constraint', 'latency_p98_ms<=5', model], 2, 'latency_p9'],
    [['--objective', 'trhoughput', model], 2, 'throughput'],
    [[], 2, 'Usage'],
    [[scratch('absent.onnx')], 3, 'no such file'],
    [[broken], 3, 'HTML'],
    [['--out', scratch('no/such/folder/x.json'), model], 2, '--out'],
    [['resume', 'ffff'], 2, 'tune runs'],
    [['--provider', 'cuda', model], 4, 'cannot use the execution provider cuda'],
  ])('%j exits %i and says why', async (args, exitCode, words) => {
    const run = await runCli(args, { env });
    expect(run.exitCode).toBe(exitCode);
    expect(run.stderr).toContain(words);
    expect(run.stderr).not.toMatch(/\n\s+at /);
    expect(run.stdout).toBe('');
  });
});

interface TrialJson {
  readonly configuration: { readonly batch_size: number };
  readonly throughput_ips: { readonly value: number } | null;
}

/** Best throughput measured at a batch size. */
function throughputAt({ trials }: { trials: readonly TrialJson[] }, batch: number): number {
  return Math.max(
    ...trials.flatMap((t) =>
      t.configuration.batch_size === batch && t.throughput_ips ? [t.throughput_ips.value] : [],
    ),
  );
}

interface Process {
  readonly pid: number;
  readonly state: string;
}

function childrenOf(parent: number): Process[] {
  const lines = execFileSync('ps', ['-o', 'pid=,ppid=,stat=', '-A'], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return lines.flatMap((line) => {
    const [pid, ppid, state = ''] = line.trim().split(/\s+/);
    return Number(ppid) === parent ? [{ pid: Number(pid), state }] : [];
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const state = execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], {
      encoding: 'utf8',
    }).trim();
    return state !== '' && !state.startsWith('Z');
  } catch {
    return false;
  }
}
