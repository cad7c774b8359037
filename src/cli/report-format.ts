import { nearestName } from '../core/nearest-name.ts';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';

const REPORT_FORMATS = ['html', 'markdown', 'csv', 'json'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

const FORMAT_OF_ENDING: Readonly<Record<string, ReportFormat>> = {
  html: 'html',
  htm: 'html',
  md: 'markdown',
  markdown: 'markdown',
  csv: 'csv',
  json: 'json',
};

/**
 * The format asked for: by name, else by the ending of the file, else HTML for a file and Markdown for a pipe or a
 * terminal. Throws a `TuneError` (usage) for an unknown name.
 */
export function reportFormat(name: string | undefined, path: string | undefined): ReportFormat {
  if (name !== undefined) return named(name);
  if (path === undefined) return 'markdown';
  const ending = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return FORMAT_OF_ENDING[ending] ?? 'html';
}

function named(name: string): ReportFormat {
  const known = REPORT_FORMATS.find((format) => format === name);
  if (known !== undefined) return known;
  const meant = nearestName(name, REPORT_FORMATS);
  throw new TuneError('usage', `there is no report format ${printable(name, 40)}`, {
    hint: meant === null ? `Formats are ${REPORT_FORMATS.join(', ')}.` : `Did you mean ${meant}?`,
  });
}
