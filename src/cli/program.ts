import { Command, CommanderError } from 'commander';
import { nearestName } from '../core/nearest-name.ts';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { addGateCommands } from './add-gate-commands.ts';
import { addKbCommands, type KbRequest } from './add-kb-commands.ts';
import { addModelCommands } from './add-model-commands.ts';
import { addOptions } from './add-options.ts';
import { addReportCommands } from './add-report-commands.ts';
import { addStudyCommands } from './add-study-commands.ts';
import { addToolCommands } from './add-tool-commands.ts';
import { addVariantCommands } from './add-variant-commands.ts';
import { finishHelp } from './finish-help.ts';
import { KB_OPTION, TUNE_OPTIONS } from './options/option-table.ts';
import type { RawOptions } from './options/raw-options.ts';
import type { Shell } from './options/shells.ts';
import { requestOf } from './request-of.ts';
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
  record(models: readonly string[], request: Request): Promise<number>;
  host(request: Request): Promise<number>;
  resume(study: string, request: Request): Promise<number>;
  replay(recording: string, request: Request): Promise<number>;
  runs(request: Request): Promise<number>;
  schema(): Promise<number>;
  calibrate(request: Request): Promise<number>;
  inspect(model: string, request: Request): Promise<number>;
  lock(run: string | undefined, request: Request): Promise<number>;
  check(lock: string | undefined, request: Request): Promise<number>;
  report(run: string, request: Request): Promise<number>;
  compare(runs: readonly string[], request: Request): Promise<number>;
  zoo(request: ZooRequest): Promise<number>;
  kb(request: KbRequest): Promise<number>;
  export(run: string | undefined, request: Request): Promise<number>;
  doctor(request: Request): Promise<number>;
  variants(models: readonly string[], request: Request): Promise<number>;
  choose(task: string | undefined, request: Request): Promise<number>;
  completion(shell: Shell, program: Command): Promise<number>;
}

export interface ProgramIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly version: string;
}

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
    .argument('[model]', 'an .onnx file')
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

  const done = (code: number): void => {
    exitCode = code;
  };
  addStudyCommands(program, handlers, done);
  addModelCommands(program, handlers, done);
  addReportCommands(program, handlers, done);
  addGateCommands(program, handlers, done);
  addZooCommands(program, async (request) => done(await handlers.zoo(request)));
  addKbCommands(program, async (request) => done(await handlers.kb(request)));
  addToolCommands(program, handlers, done);
  addVariantCommands(program, handlers, done);

  finishHelp(program);
  // Only here, for subcommands would inherit it: `requireOneModel` says it better.
  program.allowExcessArguments();
  await program.parseAsync(argv, { from: 'user' });
  return exitCode;
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
