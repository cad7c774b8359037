import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { type Handlers, type Request, runProgram } from '../../src/cli/program.ts';
import type { ZooRequest } from '../../src/cli/zoo-commands.ts';
import { TuneError } from '../../src/core/tune-error.ts';

interface Ran {
  readonly calls: readonly {
    readonly command: string;
    readonly operand?: string;
    readonly request?: Request;
    readonly zoo?: ZooRequest;
  }[];
  readonly error: unknown;
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Parses a command line and says which handler it reached, with what. */
async function run(...argv: string[]): Promise<Ran> {
  const calls: { command: string; operand?: string; request?: Request; zoo?: ZooRequest }[] = [];
  const handlers: Handlers = {
    tune: async (operand, request) => calls.push({ command: 'tune', operand, request }) + 40,
    probe: async (operand, request) => calls.push({ command: 'probe', operand, request }) + 40,
    record: async (operands, request) =>
      calls.push({ command: 'record', operand: operands.join(' '), request }) + 40,
    resume: async (operand, request) => calls.push({ command: 'resume', operand, request }) + 40,
    replay: async (operand, request) => calls.push({ command: 'replay', operand, request }) + 40,
    host: async (request) => calls.push({ command: 'host', request }) + 40,
    runs: async (request) => calls.push({ command: 'runs', request }) + 40,
    inspect: async (operand, request) => calls.push({ command: 'inspect', operand, request }) + 40,
    calibrate: async (request) => calls.push({ command: 'calibrate', request }) + 40,
    export: async (run, request) =>
      calls.push({ command: 'export', ...(run && { operand: run }), request }) + 40,
    doctor: async (request) => calls.push({ command: 'doctor', request }) + 40,
    variants: async (models, request) =>
      calls.push({ command: 'variants', operand: models.join(' '), request }) + 40,
    choose: async (operand, request) =>
      calls.push({ command: 'choose', ...(operand && { operand }), request }) + 40,
    completion: async (operand) => calls.push({ command: 'completion', operand }) + 40,
    schema: async () => calls.push({ command: 'schema' }) + 40,
    kb: async ({ action, operands }) =>
      calls.push({ command: `kb ${action}`, operand: operands.join(' ') }) + 40,
    zoo: async (zoo) => calls.push({ command: 'zoo', zoo }) + 40,
    lock: async (operand, request) =>
      calls.push({ command: 'lock', ...(operand && { operand }), request }) + 40,
    check: async (operand, request) =>
      calls.push({ command: 'check', ...(operand && { operand }), request }) + 40,
    report: async (operand, request) => calls.push({ command: 'report', operand, request }) + 40,
    compare: async (runs, request) =>
      calls.push({ command: 'compare', operand: runs.join(' '), request }) + 40,
  };
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    version: '1.2.3',
  };
  let error: unknown = null;
  let exitCode: number | null = null;
  try {
    exitCode = await runProgram(argv, handlers, io);
  } catch (thrown) {
    error = thrown;
  }
  return { calls, error, exitCode, stdout: out.join(''), stderr: err.join('') };
}

const texts = (ran: Ran): Record<string, readonly string[]> =>
  Object.fromEntries([...(ran.calls[0]?.request?.options ?? [])].map(([k, v]) => [k, v.texts]));

describe('the command line', () => {
  it('hands a model and its options to tune, wherever they stand', async () => {
    for (const argv of [
      ['m.onnx', '--budget', '60s', '--json', '--batch=1,2'],
      ['--budget=60s', '--json', 'm.onnx', '--batch', '1,2'],
    ]) {
      const ran = await run(...argv);
      expect(ran.calls[0]).toMatchObject({ command: 'tune', operand: 'm.onnx' });
      expect(texts(ran)).toEqual({ budget: ['60s'], json: ['true'], batch: ['1,2'] });
      expect(ran.exitCode).toBe(41);
    }
  });

  it('collects options that may be repeated', async () => {
    const ran = await run(
      'm.onnx',
      '--constraint',
      'a<=1',
      '--shape',
      'x=1,2',
      '--constraint',
      'b<=2',
    );
    expect(texts(ran)).toEqual({ constraint: ['a<=1', 'b<=2'], shape: ['x=1,2'] });
  });

  it.each([
    [['probe', 'm.onnx', '--batch', '8', '--json'], 'probe', 'm.onnx'],
    [['resume', '3f2a', '--budget', '2m'], 'resume', '3f2a'],
    [['replay', 'run.json', '--speed', '5x'], 'replay', 'run.json'],
    [['runs', '--json'], 'runs', undefined],
    [['host'], 'host', undefined],
    [['schema'], 'schema', undefined],
    [['lock'], 'lock', undefined],
    [['lock', 'run.json', '-o', 'my.lock.json'], 'lock', 'run.json'],
    [['check'], 'check', undefined],
    [['check', 'my.lock.json', '--baseline', 'b.onnx', '--strict'], 'check', 'my.lock.json'],
    [['report', 'run.json', '-o', 'r.html'], 'report', 'run.json'],
    [['compare', 'a.json', 'b.json', '--json'], 'compare', 'a.json b.json'],
    [['export', 'run.json', '-f', 'triton', '-o', 'x'], 'export', 'run.json'],
    [['doctor', '--no-noise'], 'doctor', undefined],
    [['variants', 'a.onnx', 'b.onnx', '--accuracy', '0.7,0.8'], 'variants', 'a.onnx b.onnx'],
    [['choose', '--latency-p99', '50ms', 'faces'], 'choose', 'faces'],
    [['choose', '--list'], 'choose', undefined],
    [['completion', 'zsh'], 'completion', 'zsh'],
  ])('knows the command in %j', async (argv, command, operand) => {
    const { calls } = await run(...argv);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ command, ...(operand && { operand }) });
  });

  it.each([
    [['zoo', 'list'], { action: 'list', json: false }],
    [['zoo', 'list', '--json'], { action: 'list', json: true }],
    [['zoo', 'build', 'a', 'b'], { action: 'build', names: ['a', 'b'], folder: '.', force: false }],
    [
      ['zoo', 'build', 'all', '-o', 'models', '--force'],
      { action: 'build', names: ['all'], folder: 'models', force: true },
    ],
  ])('knows what to do with the zoo in %j', async (argv, zoo) => {
    const { calls, exitCode } = await run(...argv);
    expect(calls).toEqual([{ command: 'zoo', zoo }]);
    expect(exitCode).toBe(41);
  });
});

describe('options of the command line', () => {
  it('keeps no knowledge when told so', async () => {
    expect((await run('m.onnx', '--no-kb')).calls[0]?.request?.withoutKnowledge).toBe(true);
    const named = (await run('m.onnx', '--kb', 'x.db')).calls[0]?.request;
    expect(named?.withoutKnowledge).toBe(false);
    expect(named?.options.get('kb')?.texts).toEqual(['x.db']);
    expect((await run('m.onnx')).calls[0]?.request?.options.has('kb')).toBe(false);
  });

  it('takes a config file for every command that measures', async () => {
    for (const argv of [['m.onnx'], ['probe', 'm.onnx'], ['resume', 'a']]) {
      const { calls } = await run(...argv, '--config', 'c.json');
      expect(calls[0]?.request?.configPath).toBe('c.json');
    }
  });
});

it('no dashboard is shown when told so, by any command that shows one', async () => {
  for (const argv of [['m.onnx'], ['resume', 'a'], ['replay', 'run.json']]) {
    expect(texts(await run(...argv, '--no-ui'))).toEqual({ 'no-ui': ['true'] });
    expect(texts(await run(...argv))).toEqual({});
  }
});

describe('help and version', () => {
  it('go to stdout and are no error', async () => {
    for (const argv of [['--help'], ['probe', '--help'], ['help', 'probe'], ['--version']]) {
      const ran = await run(...argv);
      expect(ran.error).toMatchObject({ exitCode: 0 });
      expect(ran.stdout).not.toBe('');
      expect(ran.stderr).toBe('');
    }
    expect((await run('--version')).stdout.trim()).toBe('1.2.3');
  });

  it('show examples, and every option of the issue', async () => {
    const { stdout } = await run('--help');
    expect(stdout).toContain('Examples:');
    for (const flag of [
      '--budget',
      '--constraint',
      '--batch',
      '--shape',
      '--seed',
      '--no-kb',
      '--csv',
    ]) {
      expect(stdout).toContain(flag);
    }
  });

  it('show examples for every command, on lines that fit', async () => {
    const { stdout } = await run('--help');
    const names = [...stdout.matchAll(/^ {2}([a-z]+) (?:\[|<| )/gm)].map(([, name = '']) => name);
    expect(names).toEqual(expect.arrayContaining(['probe', 'export', 'doctor', 'completion']));
    for (const argv of [
      [],
      ...names.filter((n) => n !== 'model' && n !== 'tune' && n !== 'help').map((n) => [n]),
    ]) {
      const help = (await run(...argv, '--help')).stdout;
      expect(help, argv.join()).toContain('Examples:');
      for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
    }
  });

  it('explain themselves where no model is given', async () => {
    const ran = await run();
    expect(ran.stderr).toContain('Usage: tune');
    expect(ran.stdout).toBe('');
    expect((ran.error as CommanderError).exitCode).not.toBe(0);
  });
});

describe('wrong usage', () => {
  it.each([
    [
      ['m.onnx', '--bugdet', '60s'],
      "tune: unknown option '--bugdet'\n  hint: Did you mean --budget?\n",
    ],
    [['export', 'r.json', '--formt', 'env'], 'hint: Did you mean --format?'],
    [['doctor', '--no-nois'], 'hint: Did you mean --no-noise?'],
    [['runs', '--jsn'], 'hint: Did you mean --json?'],
    [['probe', 'm.onnx', '--bacth', '8'], 'Did you mean --batch?'],
    [['probe'], "missing required argument 'model'"],
    [['zoo', 'build'], "missing required argument 'name'"],
    [['zoo', 'biuld', 'a'], 'Did you mean build?'],
    [['zoo', 'list', 'a'], 'too many arguments'],
    [['zoo'], 'Usage: tune zoo'],
    [['m.onnx', '--budget'], "option '--budget <time>' argument missing"],
    [['resume', 'a', 'b'], 'too many arguments'],
    [['probe', 'm.onnx', '--strategy', 'gp'], "unknown option '--strategy'"],
  ])('is said, with what was meant: %j', async (argv, text) => {
    const { error, stderr, calls, stdout } = await run(...argv);
    expect(calls).toEqual([]);
    expect(error).toBeInstanceOf(CommanderError);
    expect((error as CommanderError).exitCode).not.toBe(0);
    expect(stderr).toContain(text);
    expect(stdout).toBe('');
  });

  it.each([
    [['prbe', 'm.onnx'], 'there is no command prbe', 'tune probe'],
    [['runz'], 'there is no command runz', 'tune runs'],
    [['doctr'], 'there is no command doctr', 'tune doctor'],
    [['completion', 'bsh'], 'no completion for the shell bsh', 'Did you mean bash?'],
    [['a.onnx', 'b.onnx'], 'one model, not also b.onnx', 'follow their flags'],
    [['--json', 'probe', 'm.onnx'], '--json stands before the command probe', 'tune probe'],
    [['--no-kb', 'runs'], '--no-kb stands before the command runs', 'tune runs'],
  ])('is caught where commander would let it pass: %j', async (argv, message, hint) => {
    const { error, calls } = await run(...argv);
    expect(calls).toEqual([]);
    expect(error).toBeInstanceOf(TuneError);
    expect((error as TuneError).message).toContain(message);
    expect((error as TuneError).hint).toContain(hint);
  });

  it('leaves a model alone that is merely named like a command', async () => {
    expect((await run('./prob')).calls[0]).toMatchObject({ command: 'tune', operand: './prob' });
    expect((await run('hosts.onnx')).calls[0]).toMatchObject({ operand: 'hosts.onnx' });
    expect((await run('mymodel')).calls[0]).toMatchObject({ operand: 'mymodel' });
  });
});
