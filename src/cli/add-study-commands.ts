import type { Command } from 'commander';
import { addOptions } from './add-options.ts';
import {
  KB_OPTION,
  PROBE_OPTIONS,
  RECORD_OPTIONS,
  RESUME_OPTIONS,
  TUNE_OPTIONS,
} from './options/option-table.ts';
import { REPLAY_OPTIONS } from './options/report-options.ts';
import type { Handlers } from './program.ts';
import { requestOf } from './request-of.ts';

const HOST_OPTIONS = TUNE_OPTIONS.filter((o) => o.name === 'json');

/** Declares the commands that measure one configuration or machine, and those that go on with and list studies. */
export function addStudyCommands(
  program: Command,
  handlers: Handlers,
  done: (exitCode: number) => void,
): void {
  const probe = program
    .command('probe <model>')
    .description('measure one configuration, honestly, without searching')
    .action(async (model: string, _options, command: Command) => {
      done(await handlers.probe(model, requestOf(command, PROBE_OPTIONS)));
    });
  addOptions(probe, PROBE_OPTIONS);

  const record = program
    .command('record <model...>')
    .description(
      'measure the whole surface of models (files, or zoo:NAME), replicated: hours, can be stopped and continued',
    )
    .action(async (models: string[], _options, command: Command) => {
      done(await handlers.record(models, requestOf(command, RECORD_OPTIONS)));
    });
  addOptions(record, RECORD_OPTIONS);

  const host = program
    .command('host')
    .description(
      'what this machine is, what would be searched on it, and what disturbs measuring right now',
    )
    .action(async (_options, command: Command) => {
      done(await handlers.host(requestOf(command, HOST_OPTIONS)));
    });
  addOptions(host, HOST_OPTIONS);

  const resume = program
    .command('resume <run-id>')
    .description('go on with an interrupted run where it was; nothing is measured twice')
    .action(async (study: string, _options, command: Command) => {
      done(await handlers.resume(study, requestOf(command, RESUME_OPTIONS)));
    });
  addOptions(resume, [...RESUME_OPTIONS, KB_OPTION]);

  const replay = program
    .command('replay <recording>')
    .description('play a study again: the file of --events, or of --out or --json')
    .action(async (recording: string, _options, command: Command) => {
      done(await handlers.replay(recording, requestOf(command, REPLAY_OPTIONS)));
    });
  addOptions(replay, REPLAY_OPTIONS);

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
