import { EXIT } from '../../core/exit-code.ts';
import { TuneError } from '../../core/tune-error.ts';
import { inertJson } from '../../report/inert-json.ts';
import {
  importJson,
  importProblemLines,
  importText,
} from '../../report/knowledge/import-report.ts';
import type { KnowledgeBase } from '../../store/knowledge-base.ts';
import type { KbRequest } from '../add-kb-commands.ts';
import type { Io } from '../io.ts';
import { isOn, type RawOptions } from '../options/raw-options.ts';
import { textStyle } from '../output-streams.ts';
import { gather, storeGathered } from './import-sources.ts';
import { knowledgeSource } from './knowledge-source.ts';
import { readLines } from './read-lines.ts';

/** `tune kb import` and `tune kb merge`: takes in what others know, all of it or nothing. */
export async function importCommand(
  store: KnowledgeBase,
  { action, operands }: KbRequest,
  options: RawOptions,
  io: Io,
): Promise<number> {
  const sources = operands.map((word) =>
    action === 'merge'
      ? knowledgeSource(word)
      : { name: word, isFile: true, lines: () => readLines(word) },
  );
  const gathered = await gather(store, sources);
  const { problems } = gathered;
  if (problems.length > 0) io.stderr.write(importProblemLines(problems, textStyle(io)));
  if (problems.length > 0 && !isOn(options, 'skip-invalid')) {
    const count = problems.length === 1 ? 'One thing is' : `${problems.length} things are`;
    throw new TuneError('usage', `${count} wrong; nothing was taken in`, {
      hint: 'Export the file anew, or take only what is sound: --skip-invalid.',
    });
  }
  const report = await storeGathered(store, gathered);
  io.stdout.write(
    isOn(options, 'json') ? `${inertJson(importJson(report))}\n` : importText(report),
  );
  return EXIT.ok;
}
