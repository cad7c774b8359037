/**
 * Text as Markdown that shows exactly this text: nothing in it formats, links, opens HTML, or calls a person or an issue on a
 * forge. The text must be printable (see `printable`) and of one line.
 */
export function markdownText(text: string): string {
  return (
    text
      .replace(/[\\`*_[\]<>|~&!$]/g, '\\$&')
      // An empty comment parts what forges would link, which no backslash does.
      .replace(/([@#])(?=\w)/g, '$1<!-- -->')
      .replace(/:\/\//g, ':<!-- -->//')
      .replace(/\bwww\./gi, (www) => `${www.slice(0, -1)}<!-- -->.`)
  );
}

/** Text as a code span that may stand in a table: no name in it is called or linked. Printable, of one line. */
export function markdownCode(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^`|`$|^ .* $/.test(text) ? ' ' : '';
  return `${fence}${pad}${text.replaceAll('|', '\\|')}${pad}${fence}`;
}

/** A table of cells that are Markdown already; all columns but the first are aligned right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, i) => (i === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** Blocks that a reader opens; forges show them folded, everything else shows them whole. */
export function markdownDetails(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
