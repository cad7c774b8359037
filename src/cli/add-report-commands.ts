import type { Command } from 'commander';
import { addOptions } from './add-options.ts';
import { KB_OPTION } from './options/option-table.ts';
import { COMPARE_OPTIONS, REPORT_OPTIONS } from './options/report-options.ts';
import type { Handlers } from './program.ts';
import { requestOf } from './request-of.ts';

/** Declares the commands that read finished runs; `done` takes the exit code. */
export function addReportCommands(
  program: Command,
  handlers: Handlers,
  done: (exitCode: number) => void,
): void {
  const report = program
    .command('report <run>')
    .description('a finished run (a file of --out, or a run id) as a page, Markdown, CSV or JSON')
    .action(async (run: string, _options, command: Command) => {
      done(await handlers.report(run, requestOf(command, REPORT_OPTIONS)));
    });
  addOptions(report, [...REPORT_OPTIONS, KB_OPTION], { hasConfig: false });

  const compare = program
    .command('compare <runs...>')
    .description('finished runs side by side: what changed in configuration, gain and model')
    .action(async (runs: string[], _options, command: Command) => {
      done(await handlers.compare(runs, requestOf(command, COMPARE_OPTIONS)));
    });
  addOptions(compare, [...COMPARE_OPTIONS, KB_OPTION], { hasConfig: false });
}
