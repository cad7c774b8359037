import type { StudyState, StudySummary } from '../study/knowledge-store.ts';
import { fileName } from './file-name.ts';
import { safeText } from './safe-text.ts';
import type { TextStyle } from './text-style.ts';

const ID_WIDTH = 9;

/** What `tune runs` prints: a line for each study, in the order given, and what can be done with one. */
export function runsText(studies: readonly StudySummary[], style: TextStyle): string {
  if (studies.length === 0) return 'No runs yet. Start one: tune model.onnx\n';
  const length = prefixLength(studies);
  const nameWidth = Math.max(12, style.columns - length - 38);
  const cut = (path: string): string => fileName(path, style.glyphs, nameWidth);
  const head = ['run'.padEnd(length), 'started'.padEnd(16), 'state'.padEnd(11), 'trials', 'model'];
  const lines = studies.map((s) =>
    [
      style.palette.strong(s.studyId.slice(0, length)),
      s.startedAt.slice(0, 16).replace('T', ' '),
      paintState(s.state, style),
      String(s.trials).padStart(6),
      cut(s.modelPath) + (s.load === null ? '' : ` under ${safeText(s.load, style.glyphs, 40)}`),
    ].join(' '),
  );
  const open = studies.find((s) => s.state === 'interrupted');
  const hint =
    open === undefined ? [] : ['', `Go on with one: tune resume ${open.studyId.slice(0, length)}`];
  return `${[style.palette.faint(head.join(' ')), ...lines, ...hint].join('\n')}\n`;
}

/** How many characters tell every two ids apart, one column for all. */
function prefixLength(studies: readonly StudySummary[]): number {
  const ids = studies.map((s) => s.studyId);
  const longest = Math.max(...ids.map((id) => id.length));
  for (let length = ID_WIDTH; length < longest; length++) {
    if (new Set(ids.map((id) => id.slice(0, length))).size === ids.length) return length;
  }
  return longest;
}

function paintState(state: StudyState, { palette }: TextStyle): string {
  const text = state.padEnd(11);
  if (state === 'finished') return palette.good(text);
  return state === 'running' ? text : palette.caution(text);
}
