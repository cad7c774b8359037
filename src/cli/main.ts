import { EXIT } from '../core/exit-code.ts';
import { type Interruption, listenForInterruption } from './interruption.ts';
import type { Io } from './io.ts';
import { toolVersion } from './package-info.ts';
import { type Handlers, runProgram } from './program.ts';
import { reportError } from './report-error.ts';

/** What a command is given besides what the user asked. */
interface Call {
  readonly argv: readonly string[];
  readonly io: Io;
  readonly interruption: Interruption;
}

/** Runs the command line and returns the exit code; never throws and never exits, but for a second Ctrl-C. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  // A reader that has seen enough (`tune … | head`) is no error.
  io.stdout.on?.('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT.ok);
  });
  const interruption = listenForInterruption();
  const call = { argv, io, interruption };
  try {
    return await runProgram(
      argv,
      {
        ...studyHandlers(call),
        ...knowledgeHandlers(call),
        ...resultHandlers(call),
        ...variantHandlers(call),
      },
      { ...io, version: toolVersion() },
    );
  } catch (error) {
    const code = interruption.exitCode();
    if (code !== null && interruption.signal.aborted) {
      io.stderr.write('tune: interrupted before anything was measured\n');
      return code;
    }
    return reportError(error, io.stderr);
  } finally {
    interruption.dispose();
  }
}

// Each command is loaded when it is asked for, so that help and version answer at once.

/** Commands that measure and go through studies. */
function studyHandlers({
  argv,
  io,
  interruption,
}: Call): Pick<Handlers, 'tune' | 'probe' | 'record' | 'host' | 'resume' | 'replay' | 'runs'> {
  return {
    tune: async (model, request) => {
      const { tuneCommand } = await import('./commands/tune-command.ts');
      return tuneCommand(model, argv, request, io, interruption);
    },
    probe: async (model, request) => {
      const { probeCommand } = await import('./commands/probe-command.ts');
      return probeCommand(model, request, io, interruption);
    },
    record: async (models, request) => {
      const { recordCommand } = await import('./commands/record-command.ts');
      return recordCommand(models, request, io, interruption);
    },
    host: async (request) =>
      (await import('./commands/host-command.ts')).hostCommand(request, io, interruption),
    resume: async (study, request) => {
      const { resumeCommand } = await import('./commands/resume-command.ts');
      return resumeCommand(study, request, io, interruption);
    },
    replay: async (recording, request) => {
      const { replayCommand } = await import('./commands/replay-command.ts');
      return replayCommand(recording, request, io, interruption);
    },
    runs: async (request) => (await import('./commands/runs-command.ts')).runsCommand(request, io),
  };
}

/** Commands for models, this machine and the knowledge base. */
function knowledgeHandlers({
  argv,
  io,
  interruption,
}: Call): Pick<Handlers, 'inspect' | 'calibrate' | 'zoo' | 'kb'> {
  return {
    inspect: async (model, request) => {
      const { inspectCommand } = await import('./commands/inspect-command.ts');
      return inspectCommand(model, request, io, interruption);
    },
    calibrate: async (request) => {
      const { calibrateCommand } = await import('./commands/calibrate-command.ts');
      return calibrateCommand(request, io, interruption);
    },
    zoo: async (request) => (await import('./commands/zoo-command.ts')).zooCommand(request, io),
    kb: async (request) => {
      const { kbCommand } = await import('./commands/kb-command.ts');
      return kbCommand(request, argv, io, interruption);
    },
  };
}

/** Commands for the choice among variants. */
function variantHandlers({ argv, io, interruption }: Call): Pick<Handlers, 'variants' | 'choose'> {
  return {
    variants: async (models, request) => {
      const { variantsCommand } = await import('./commands/variants-command.ts');
      return variantsCommand(models, argv, request, io, interruption);
    },
    choose: async (task, request) =>
      (await import('./commands/choose-command.ts')).chooseCommand(task, request, io),
  };
}

/** Commands for results and the tool itself. */
function resultHandlers({
  io,
  interruption,
}: Call): Pick<
  Handlers,
  'lock' | 'check' | 'report' | 'compare' | 'export' | 'doctor' | 'completion' | 'schema'
> {
  return {
    lock: async (run, request) =>
      (await import('./commands/lock-command.ts')).lockCommand(run, request, io),
    check: async (lock, request) => {
      const { checkCommand } = await import('./commands/check-command.ts');
      return checkCommand(lock, request, io, interruption);
    },
    report: async (run, request) =>
      (await import('./commands/report-command.ts')).reportCommand(run, request, io),
    compare: async (runs, request) =>
      (await import('./commands/compare-command.ts')).compareCommand(runs, request, io),
    export: async (run, request) =>
      (await import('./commands/export-command.ts')).exportCommand(run, request, io),
    doctor: async (request) => {
      const { doctorCommand } = await import('./commands/doctor-command.ts');
      return doctorCommand(request, io, interruption);
    },
    completion: async (shell, program) => {
      const { completionCommand } = await import('./commands/completion-command.ts');
      return completionCommand(shell, program, io);
    },
    schema: async () => (await import('./commands/schema-command.ts')).schemaCommand(io),
  };
}
