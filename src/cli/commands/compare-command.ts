import { EXIT } from '../../core/exit-code.ts';
import { TuneError } from '../../core/tune-error.ts';
import { compareJson } from '../../report/compare/compare-json.ts';
import { compareMarkdown } from '../../report/compare/compare-markdown.ts';
import { compareResults, type NamedResult } from '../../report/compare/compare-results.ts';
import { compareText } from '../../report/compare/compare-text.ts';
import { inertJson } from '../../report/inert-json.ts';
import { findResult } from '../find-result.ts';
import type { Io } from '../io.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { isOn } from '../options/raw-options.ts';
import { textStyle } from '../output-streams.ts';
import type { Request } from '../program.ts';

/** `tune compare a.json b.json …`: runs side by side, and what changed from the first to each other. */
export async function compareCommand(
  runs: readonly string[],
  request: Request,
  io: Io,
): Promise<number> {
  // From the config file only the knowledge base: its other names are about measuring.
  const options = mergeOptions(request, []);
  if (isOn(options, 'json') && isOn(options, 'markdown')) {
    throw new TuneError('usage', 'compare writes --json or --markdown, not both', {
      hint: 'Run it twice for both.',
    });
  }
  if (runs.length < 2) {
    throw new TuneError('usage', 'compare takes at least two runs', {
      hint: 'tune compare before.json after.json',
    });
  }
  const source = { options, withoutKnowledge: request.withoutKnowledge, io };
  const results: NamedResult[] = [];
  for (const run of runs) results.push({ name: run, result: await findResult(run, source) });
  const comparison = compareResults(results);
  if (isOn(options, 'json')) io.stdout.write(`${inertJson(compareJson(comparison))}\n`);
  else if (isOn(options, 'markdown')) io.stdout.write(compareMarkdown(comparison));
  else io.stdout.write(compareText(comparison, textStyle(io)));
  return EXIT.ok;
}
