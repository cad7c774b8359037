import { EXIT } from '../../core/exit-code.ts';
import { inertJson } from '../../report/inert-json.ts';
import { runsJson } from '../../report/runs-json.ts';
import { runsText } from '../../report/runs-text.ts';
import type { Io } from '../io.ts';
import { openKnowledge } from '../open-knowledge.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { TUNE_OPTIONS } from '../options/option-table.ts';
import { isOn } from '../options/raw-options.ts';
import { textStyle } from '../output-streams.ts';
import type { Request } from '../program.ts';

/** `tune runs`: the studies in the knowledge base, newest first. */
export async function runsCommand(request: Request, io: Io): Promise<number> {
  const options = mergeOptions(request, TUNE_OPTIONS);
  const { store } = await openKnowledge(options, request.withoutKnowledge, io);
  try {
    const studies = await store.studies();
    io.stdout.write(
      isOn(options, 'json')
        ? `${inertJson(runsJson(studies))}\n`
        : runsText(studies, textStyle(io)),
    );
    return EXIT.ok;
  } finally {
    await store.close();
  }
}
