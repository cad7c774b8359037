import { EXIT } from '../../core/exit-code.ts';
import { inertJson } from '../../report/inert-json.ts';
import { runsJson } from '../../report/runs-json.ts';
import { runsText } from '../../report/runs-text.ts';
import type { Io } from '../io.ts';
import { openKnowledge } from '../open-knowledge.ts';
import { isOn } from '../options/raw-options.ts';
import { textStyle } from '../output-streams.ts';
import type { Request } from '../program.ts';

/** `tune runs`: the studies in the knowledge base, newest first. */
export async function runsCommand({ options, withoutKnowledge }: Request, io: Io): Promise<number> {
  const { store } = openKnowledge(options, withoutKnowledge, io);
  try {
    const studies = store.studies();
    io.stdout.write(isOn(options, 'json') ? `${inertJson(runsJson(studies))}\n` : runsText(studies, textStyle(io)));
    return EXIT.ok;
  } finally {
    store.close();
  }
}
