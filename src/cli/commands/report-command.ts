import { createHash } from 'node:crypto';
import { EXIT } from '../../core/exit-code.ts';
import { formatBytes } from '../../core/format-bytes.ts';
import { printable } from '../../core/printable.ts';
import { inertJson } from '../../report/inert-json.ts';
import type { PublishedResult } from '../../report/published/published-result.ts';
import { findResult } from '../find-result.ts';
import type { Io } from '../io.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { rawText } from '../options/raw-options.ts';
import type { Request } from '../program.ts';
import { type ReportFormat, reportFormat } from '../report-format.ts';
import { requireWritable, writeResult } from '../result-files.ts';

/** `tune report run.json`: a finished run for people, as a page, for a pull request, or as a table. */
export async function reportCommand(run: string, request: Request, io: Io): Promise<number> {
  // From the config file only the knowledge base: its other names are about measuring.
  const options = mergeOptions(request, []);
  const path = rawText(options, 'output');
  const format = reportFormat(rawText(options, 'format'), path);
  const result = await findResult(run, { options, withoutKnowledge: request.withoutKnowledge, io });
  const text = await render(result, format);
  if (path === undefined) {
    io.stdout.write(text);
    return EXIT.ok;
  }
  requireWritable(path, '--output');
  writeResult(path, () => text);
  io.stderr.write(`Wrote ${printable(path, 200)} (${formatBytes(Buffer.byteLength(text))}).\n`);
  return EXIT.ok;
}

/** Each format is loaded when it is asked for: the drawing library takes a quarter of a second. */
async function render(result: PublishedResult, format: ReportFormat): Promise<string> {
  switch (format) {
    case 'html': {
      const { htmlReport } = await import('../../report/html/html-report.ts');
      return htmlReport(result, (text) => createHash('sha256').update(text).digest('base64'));
    }
    case 'markdown': {
      const { markdownReport } = await import('../../report/markdown/markdown-report.ts');
      return markdownReport(result);
    }
    case 'csv': {
      const { trialsCsv } = await import('../../report/trials-csv.ts');
      const { trialOf } = await import('../../report/published/trial-of.ts');
      return trialsCsv(result.trials.map(trialOf));
    }
    case 'json':
      return `${inertJson(result)}\n`;
  }
}
