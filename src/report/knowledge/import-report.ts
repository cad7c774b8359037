import { plural } from '../../core/plural.ts';
import type { ImportCounts } from '../../study/knowledge-archive.ts';
import type { JsonRecord } from '../json-record.ts';
import { safeText } from '../safe-text.ts';
import type { TextStyle } from '../text-style.ts';

/** Something that was not taken, and where it stands. */
export interface ImportProblem {
  /** File or knowledge base, without passwords. */
  readonly source: string;
  /** From 1; null where the source has no lines. */
  readonly line: number | null;
  readonly reason: string;
}

/** What became of an import. */
export interface ImportReport extends ImportCounts {
  readonly sources: readonly string[];
  /** Models whose signature was new here. */
  readonly signatures: number;
  /** What was left out, on demand. */
  readonly skipped: readonly ImportProblem[];
}

const SHOWN = 10;

/** What `tune kb import --json` and `merge --json` print. */
export function importJson(report: ImportReport): JsonRecord {
  const { sources, added, extended, present, signatures, skipped } = report;
  return {
    schema_version: 1,
    sources,
    added,
    extended,
    present,
    signatures,
    skipped: skipped.map(({ source, line, reason }) => ({ source, line, reason })),
  };
}

/** What `tune kb import` and `merge` print. */
export function importText(report: ImportReport): string {
  const { added, extended, present, signatures, skipped } = report;
  const parts = [
    `${plural(added, 'new run')}`,
    `${extended} extended`,
    `${present} known already`,
    plural(signatures, 'new signature'),
    ...(skipped.length > 0 ? [`${skipped.length} left out`] : []),
  ];
  return `${parts.join(', ')}.\n`;
}

/** Problems a line each, as compilers write them: `kb.jsonl:17: reason`. */
export function importProblemLines(
  problems: readonly ImportProblem[],
  { glyphs }: Pick<TextStyle, 'glyphs'>,
): string {
  const lines = problems
    .slice(0, SHOWN)
    .map(({ source, line, reason }) =>
      safeText(`${source}${line === null ? '' : `:${line}`}: ${reason}`, glyphs, 300),
    );
  const more = problems.length - SHOWN;
  return `${[...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n')}\n`;
}
