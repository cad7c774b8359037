import { printable } from '../../core/printable.ts';

/** Letters, digits and marks that mean nothing to Markdown, nor to the hosts that turn @names and #numbers into links. */
const PLAIN = /^[\p{L}\p{N} ,.;:%×±'’()=/–-]*$/u;
/** Starts that make a list, a rule, a heading or a link of a line. */
const STARTS = /^(?:\s|[-=]|\d+[.)])|:\/\/|www\./u;

/**
 * Text that Markdown shows as it is: plain words stay as they are, everything else becomes a code span, in which neither HTML nor
 * links nor mentions work. `inTable` also keeps it in its cell.
 */
export function markdownText(text: string, inTable: boolean = false): string {
  const safe = printable(text, 400);
  const shown = PLAIN.test(safe) && !STARTS.test(safe) ? safe : codeSpan(safe);
  return inTable ? shown.replaceAll('|', '\\|') : shown;
}

/** A code span; its fence is longer than any run of backticks inside (CommonMark 6.1). */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = /^[` ]|[` ]$/.test(text) || text === '' ? ' ' : '';
  return `${fence}${padding}${text}${padding}${fence}`;
}
