import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { EXIT, type ExitCode } from '../core/exit-code.ts';
import { conclusionOf, type GateReport } from '../gate/gate-report.ts';
import type { GateContext } from '../report/gate/gate-context.ts';
import { gateAnnotations } from '../report/gate/gate-github.ts';
import { gateGitlab } from '../report/gate/gate-gitlab.ts';
import { gateJunit } from '../report/gate/gate-junit.ts';
import { gateMarkdown } from '../report/gate/gate-markdown.ts';
import { gateSarif } from '../report/gate/gate-sarif.ts';
import { inertJson } from '../report/inert-json.ts';
import type { Io } from './io.ts';
import type { CheckFiles } from './options/check-options.ts';
import { requireWritable, writeResult } from './result-files.ts';

/** Fails before anything is measured where a report could not be written after. Throws a `TuneError` (usage). */
export function requireReports(files: CheckFiles): void {
  for (const [name, path] of Object.entries(files)) requireWritable(path, `--${name}`);
}

/** Writes every report that was asked for. */
export function writeReports(report: GateReport, context: GateContext, files: CheckFiles): void {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  writeResult(files.junit, () => gateJunit(report, context));
  writeResult(files.sarif, () => `${inertJson(gateSarif(report, context))}\n`);
  writeResult(files.markdown, () => gateMarkdown(report, context));
  writeResult(files.gitlab, () => `${inertJson(gateGitlab(report, context, sha256))}\n`);
}

/** Whether the command runs in a job of GitHub Actions. */
export function isGithub(env: Io['env']): boolean {
  return env['GITHUB_ACTIONS'] === 'true';
}

/**
 * Tells GitHub Actions: annotations on stderr (stdout is the result's, and the runner reads both), the step summary and the
 * step's outputs where the runner has named files for them.
 */
export function reportToGithub(report: GateReport, context: GateContext, io: Io): void {
  io.stderr.write(gateAnnotations(report, context));
  const append = (name: string, text: string): void => {
    const path = io.env[name];
    if (path !== undefined && path !== '') appendFileSync(path, text);
  };
  append('GITHUB_STEP_SUMMARY', `${gateMarkdown(report, context)}\n`);
  append('GITHUB_OUTPUT', `verdict=${report.verdict}\nconclusion=${conclusionOf(report)}\n`);
}

/** The exit code of a check; an open question is one only where an answer was asked for. */
export function exitCodeOf(report: GateReport, strict: boolean): ExitCode {
  switch (conclusionOf(report)) {
    case 'passed':
      return EXIT.ok;
    case 'failed':
      return EXIT.missed;
    case 'inconclusive':
      return strict ? EXIT.inconclusive : EXIT.ok;
  }
}
