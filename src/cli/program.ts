import { Command, CommanderError, Option } from 'commander';
import { nearestName } from '../core/nearest-name.ts';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import {
  CALIBRATE_OPTIONS,
  CHECK_OPTIONS,
  COMPARE_OPTIONS,
  INSPECT_OPTIONS,
  KB_OPTION,
  LOCK_OPTIONS,
  type OptionSpec,
  PROBE_OPTIONS,
  REPORT_OPTIONS,
  RESUME_OPTIONS,
  TUNE_OPTIONS,
} from './options/option-table.ts';
import type { RawOption, RawOptions } from './options/raw-options.ts';
import { addZooCommands, type ZooRequest } from './zoo-commands.ts';

/** What the user asked a command to do. */
export interface Request {
  /** Options of the command line alone. */
  readonly options: RawOptions;
  readonly configPath: string | undefined;
  /** `--no-kb` was given. */
  readonly withoutKnowledge: boolean;
}

/** What each command does; the exit code is the promise's value. */
export interface Handlers {
  tune(model: string, request: Request): Promise<number>;
  probe(model: string, request: Request): Promise<number>;
  host(request: Request): Promise<number>;
  resume(study: string, request: Request): Promise<number>;
  runs(request: Request): Promise<number>;
  schema(): Promise<number>;
  calibrate(request: Request): Promise<number>;
  inspect(model: string, request: Request): Promise<number>;
  zoo(request: ZooRequest): Promise<number>;
  lock(run: string | undefined, request: Request): Promise<number>;
  check(lock: string | undefined, request: Request): Promise<number>;
  report(run: string, request: Request): Promise<number>;
  compare(runs: readonly string[], request: Request): Promise<number>;
}

export interface ProgramIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly version: string;
}

const HOST_OPTIONS = TUNE_OPTIONS.filter((o) => o.name === 'json');

/**
 * Runs the command that `argv` (without node and script) names and returns its exit code. Throws commander's
 * `CommanderError` for wrong usage, help and version; the handlers' errors pass through.
 */
export async function runProgram(
  argv: readonly string[],
  handlers: Handlers,
  io: ProgramIo,
): Promise<number> {
  let exitCode = 0;
  const program = new Command('tune')
    .description(
      'Finds how to serve an ONNX model on this machine: batch size, threads and instances, by measuring.',
    )
    .version(io.version, '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(tune --help shows every option, with examples)')
    .argument('[model]', 'an .onnx file')
    .addHelpText('after', EXAMPLES)
    .helpCommand(true)
    .hook('preSubcommand', refuseEarlyOptions)
    .action(async (model: string | undefined, _options, command: Command) => {
      if (model === undefined) throw helpShown(program);
      requireOneModel(command);
      exitCode = await handlers.tune(model, requestOf(command, TUNE_OPTIONS));
    });
  // Otherwise an option after a subcommand's name would be taken for one of the main command.
  program.enablePositionalOptions();
  addOptions(program, [...TUNE_OPTIONS, KB_OPTION]);

  const probe = program
    .command('probe <model>')
    .description('measure one configuration, honestly, without searching')
    .action(async (model: string, _options, command: Command) => {
      exitCode = await handlers.probe(model, requestOf(command, PROBE_OPTIONS));
    });
  addOptions(probe, PROBE_OPTIONS);

  const resume = program
    .command('resume <run-id>')
    .description('go on with an interrupted run where it was; nothing is measured twice')
    .action(async (study: string, _options, command: Command) => {
      exitCode = await handlers.resume(study, requestOf(command, RESUME_OPTIONS));
    });
  addOptions(resume, [...RESUME_OPTIONS, KB_OPTION]);

  const done = (code: number): void => {
    exitCode = code;
  };
  addListCommands(program, handlers, done);
  addGateCommands(program, handlers, done);

  const inspect = program
    .command('inspect <model>')
    .description(
      'what a model is made of, what it costs and what is expected of it, without running it',
    )
    .action(async (model: string, _options, command: Command) => {
      exitCode = await handlers.inspect(model, requestOf(command, INSPECT_OPTIONS));
    });
  addOptions(inspect, [...INSPECT_OPTIONS, KB_OPTION]);

  const calibrate = program
    .command('calibrate')
    .description('measure what this machine makes of each operator family (once, under a minute)')
    .action(async (_options, command: Command) => {
      exitCode = await handlers.calibrate(requestOf(command, CALIBRATE_OPTIONS));
    });
  addOptions(calibrate, [...CALIBRATE_OPTIONS, KB_OPTION]);
  addZooCommands(program, async (request) => {
    exitCode = await handlers.zoo(request);
  });
  addReportCommands(program, handlers, done);

  // Only here, for subcommands would inherit it: `requireOneModel` says it better.
  program.allowExcessArguments();
  await program.parseAsync(argv, { from: 'user' });
  return exitCode;
}

/** `host`, `runs` and `schema`, which measure no model; `done` takes the exit code. */
function addListCommands(
  program: Command,
  handlers: Handlers,
  done: (exitCode: number) => void,
): void {
  const host = program
    .command('host')
    .description(
      'what this machine is, what would be searched on it, and what disturbs measuring right now',
    )
    .action(async (_options, command: Command) => {
      done(await handlers.host(requestOf(command, HOST_OPTIONS)));
    });
  addOptions(host, HOST_OPTIONS);

  const runs = program
    .command('runs')
    .description('list the runs in the knowledge base')
    .action(async (_options, command: Command) => {
      done(await handlers.runs(requestOf(command, HOST_OPTIONS)));
    });
  addOptions(runs, [...HOST_OPTIONS, KB_OPTION]);

  program
    .command('schema')
    .description('print the JSON schema of the results')
    .action(async () => {
      done(await handlers.schema());
    });
}

/** `lock` and `check`; `done` takes the exit code. */
function addGateCommands(
  program: Command,
  handlers: Handlers,
  done: (exitCode: number) => void,
): void {
  const lock = program
    .command('lock [run]')
    .description(
      "write a run's recommendation to tune.lock.json; the run is a result file, an id, or a model (the newest)",
    )
    .action(async (run: string | undefined, _options, command: Command) => {
      done(await handlers.lock(run, requestOf(command, LOCK_OPTIONS)));
    });
  addOptions(lock, [...LOCK_OPTIONS, KB_OPTION]);

  const check = program
    .command('check [lock]')
    .description('check in CI that a locked configuration still holds (tune.lock.json)')
    .action(async (path: string | undefined, _options, command: Command) => {
      done(await handlers.check(path, requestOf(command, CHECK_OPTIONS)));
    });
  addOptions(check, CHECK_OPTIONS);
}

/** The commands that read finished runs. */
function addReportCommands(
  program: Command,
  handlers: Handlers,
  finish: (exitCode: number) => void,
): void {
  const report = program
    .command('report <run>')
    .description('a finished run (a file of --out, or a run id) as a page, Markdown, CSV or JSON')
    .action(async (run: string, _options, command: Command) => {
      finish(await handlers.report(run, requestOf(command, REPORT_OPTIONS)));
    });
  addOptions(report, [...REPORT_OPTIONS, KB_OPTION]);

  const compare = program
    .command('compare <runs...>')
    .description('finished runs side by side: what changed in configuration, gain and model')
    .action(async (runs: string[], _options, command: Command) => {
      finish(await handlers.compare(runs, requestOf(command, COMPARE_OPTIONS)));
    });
  addOptions(compare, [...COMPARE_OPTIONS, KB_OPTION]);
}

const EXAMPLES = `
Examples:
  tune model.onnx                                            the best configuration, in about a minute
  tune model.onnx --budget 5m --constraint 'latency_p99_ms<=50'
  tune model.onnx --objective latency --batch 1 --json > result.json
  tune model.onnx --shape 'image=N,3,640,640' --input samples.npz
  tune probe model.onnx --batch 8 --threads 2 --instances 1  measure one configuration
  tune resume 3f2a                                           go on after Ctrl-C
  tune lock && tune check                                    commit the configuration, check it in CI
  tune report run.json -o report.html                        what \`--out run.json\` wrote, as a page
  tune compare before.json after.json                        runs side by side

Options can also stand in tune.config.json, under the same names. Exit codes: 0 done, 2 usage, 3 model
unreadable or unsupported, 4 nothing could be measured or nothing is feasible, 130 interrupted;
of check: 1 it does not hold, 5 inconclusive (with --strict).
`;

function addOptions(command: Command, specs: readonly OptionSpec[]): void {
  for (const group of new Set(specs.map((s) => s.group))) {
    for (const spec of specs.filter((s) => s.group === group)) {
      const short = spec.short === undefined ? '' : `-${spec.short}, `;
      const value = spec.kind === 'switch' ? '' : ` <${spec.value ?? 'value'}>`;
      const flags = `${short}--${spec.name}${value}`;
      const option = new Option(flags, spec.description).helpGroup(`${group}:`);
      if (spec.kind === 'list')
        option.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]);
      command.addOption(option);
    }
    if (group === KB_OPTION.group) {
      command.addOption(
        new Option('--no-kb', 'remember nothing: keep trials in memory only').helpGroup(
          `${group}:`,
        ),
      );
    }
  }
  command.addOption(
    new Option('--config <file>', 'config file (tune.config.json)').helpGroup('Other:'),
  );
}

/** Options as they were typed; `--no-kb` comes from commander as `kb: false`. */
function requestOf(command: Command, specs: readonly OptionSpec[]): Request {
  const values = command.opts<Record<string, string | string[] | boolean | undefined>>();
  const options = new Map<string, RawOption>();
  for (const { name } of [...specs, KB_OPTION]) {
    const value = values[camelCase(name)];
    if (value === undefined || value === false || (name === 'kb' && value === true)) continue;
    options.set(name, {
      texts: Array.isArray(value) ? value : [String(value)],
      label: `--${name}`,
    });
  }
  const config: unknown = command.getOptionValue('config');
  return {
    options,
    configPath: typeof config === 'string' ? config : undefined,
    withoutKnowledge: command.getOptionValue('kb') === false,
  };
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** An option before a command would be taken for one of the main command, and silently do nothing. */
function refuseEarlyOptions(program: Command, subcommand: Command): void {
  const early = program.options.find((option) => {
    const name = option.attributeName();
    const isOff = program.getOptionValue(name) === false;
    return program.getOptionValueSource(name) === 'cli' && option.negate === isOff;
  });
  if (early === undefined) return;
  throw new TuneError('usage', `${early.long} stands before the command ${subcommand.name()}`, {
    hint: `Write options after it: tune ${subcommand.name()} … ${early.flags}`,
  });
}

/** `tune` takes one model; a word that is nearly a command was likely meant to be one. */
function requireOneModel({ args, commands }: Command): void {
  const [first = '', ...more] = args;
  const names = commands.map((c) => c.name());
  const meant = /[./\\]/.test(first) ? null : nearestName(first, names);
  if (meant !== null) {
    throw new TuneError('usage', `there is no command ${printable(first, 60)}`, {
      hint: `Did you mean \`tune ${meant}\`? (A model of that name: ./${printable(first, 60)})`,
    });
  }
  if (more.length === 0) return;
  throw new TuneError('usage', `tune takes one model, not also ${printable(more.join(' '), 60)}`, {
    hint: 'Values of options follow their flags: tune model.onnx --batch 1,2,4',
  });
}

/** Without a model there is nothing to do: show how the command is used, as an error of usage. */
function helpShown(program: Command): CommanderError {
  program.outputHelp({ error: true });
  return new CommanderError(2, 'tune.noModel', 'no model given');
}
