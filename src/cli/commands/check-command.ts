import { resolve } from 'node:path';
import { formatDuration } from '../../core/format-duration.ts';
import { conclusionOf, type GateReport } from '../../gate/gate-report.ts';
import { runCheck } from '../../gate/run-check.ts';
import { monotonicClock } from '../../probe/monotonic-clock.ts';
import type { GateContext } from '../../report/gate/gate-context.ts';
import { gateJson } from '../../report/gate/gate-json.ts';
import { gateText } from '../../report/gate/gate-text.ts';
import { sessionsSentence } from '../../report/gate/gate-words.ts';
import { inertJson } from '../../report/inert-json.ts';
import {
  exitCodeOf,
  isGithub,
  reportToGithub,
  requireReports,
  writeReports,
} from '../check-reports.ts';
import type { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { LOCK_FILE, portablePath, readLockFile } from '../lock-file.ts';
import { parseCheckOptions } from '../options/check-options.ts';
import { CHECK_LEVELS, CHECK_OPTIONS } from '../options/gate-options.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { textStyle } from '../output-streams.ts';
import { toolVersion } from '../package-info.ts';
import { type PreparedCheck, prepareCheck } from '../prepare-check.ts';
import type { Request } from '../program.ts';

/** `tune check`: whether a locked configuration still holds on this machine. */
export async function checkCommand(
  path: string = LOCK_FILE,
  request: Request,
  io: Io,
  interruption: Interruption,
): Promise<number> {
  const startedAt = monotonicClock.now();
  const raw = mergeOptions(request, [...CHECK_OPTIONS, CHECK_LEVELS]);
  const options = parseCheckOptions(raw);
  const lock = readLockFile(path);
  requireReports(options.files);
  const prepared = await prepareCheck(path, lock, options, raw, interruption.signal);
  const context: GateContext = {
    toolVersion: toolVersion(),
    lockPath: portablePath(process.cwd(), resolve(path)),
    baselinePath: options.baselinePath,
    strict: options.strict,
  };
  const report = await measure(prepared, startedAt, options.quiet, io, interruption);
  if (report === null) {
    io.stderr.write('tune: interrupted before there was a verdict\n');
    return interruption.exitCode() ?? 1;
  }
  writeReports(report, context, options.files);
  io.stdout.write(
    options.json
      ? `${inertJson(gateJson(report, context))}\n`
      : gateText(report, context, textStyle(io)),
  );
  if (options.github || isGithub(io.env)) reportToGithub(report, context, io);
  if (conclusionOf(report) === 'inconclusive') {
    io.stderr.write(
      `tune: WARNING: the check is inconclusive and says nothing of the lock${options.strict ? '' : '; --strict makes that a failure'}\n`,
    );
  }
  return exitCodeOf(report, options.strict);
}

/** Null where it was interrupted. */
async function measure(
  { setup, prober, hints, close }: PreparedCheck,
  startedAt: number,
  quiet: boolean,
  io: Io,
  interruption: Interruption,
): Promise<GateReport | null> {
  const say = (line: string): void => void (quiet || io.stderr.write(`${line}\n`));
  for (const hint of hints) say(`note: ${hint}`);
  const budgetMs = setup.budgetMs - (monotonicClock.now() - startedAt);
  say(`checking for up to ${formatDuration(Math.max(0, budgetMs))}`);
  try {
    return await runCheck(
      { ...setup, budgetMs },
      { prober, clock: monotonicClock },
      interruption.signal,
      (report) => say(`${sessionsSentence(report)}: ${report.verdict}`),
    );
  } catch (error) {
    if (interruption.signal.aborted) return null;
    throw error;
  } finally {
    await close();
  }
}
