import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import { LONGEST_LINE } from '../../report/interchange/parse-line.ts';

/**
 * The lines of a text file, one at a time in memory, without their ends. Of a line beyond the longest that counts only its
 * beginning is kept, longer than that by one character. Throws a `TuneError` (usage) where the file cannot be read.
 */
export async function* readLines(path: string): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 18 })) {
      const [first = '', ...more] = decoder.write(chunk as Buffer).split('\n');
      rest = bounded(rest, first);
      for (const text of more) {
        yield withoutReturn(rest);
        rest = bounded('', text);
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const name = printable(path, 200);
    throw new TuneError(
      'usage',
      isMissing ? `there is no file ${name}` : `cannot read ${name}: ${(error as Error).message}`,
      { cause: error, hint: 'Name a file that `tune kb export -o kb.jsonl` wrote.' },
    );
  }
  rest = bounded(rest, decoder.end());
  if (rest !== '') yield withoutReturn(rest);
}

function bounded(before: string, more: string): string {
  return before.length > LONGEST_LINE ? before : (before + more).slice(0, LONGEST_LINE + 1);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
