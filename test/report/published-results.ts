import { publishResult } from '../../src/report/published/publish-result.ts';
import type { PublishedResult } from '../../src/report/published/published-result.ts';
import type { StudyResult } from '../../src/study/study-result.ts';
import * as results from './results.ts';

/** Every hand-made result as a reader of its file gets it, by name. */
export const PUBLISHED_SCENES: readonly [name: string, result: PublishedResult][] = Object.entries(
  results,
)
  .filter(
    (entry): entry is [string, StudyResult] =>
      typeof entry[1] === 'object' && 'stoppedBecause' in entry[1],
  )
  .map(([name, result]) => [name, publishResult(result)]);

export function publishedScene(name: string): PublishedResult {
  const scene = PUBLISHED_SCENES.find(([other]) => other === name);
  if (scene === undefined) throw new Error(`no scene ${name}`);
  return scene[1];
}

/** What breaks out of every context it may stand in, unless it is escaped there. */
export const HOSTILE_TEXT =
  '</script></style></title><img src=x onerror="globalThis.owned=1"><svg onload=globalThis.owned=1>\'"`]]>--><!--{{1}}\u202Egnp.exe\u0000';

/** Every text of the result is hostile, but for those the schema fixes; numbers stay, so that everything is drawn. */
export function hostileResult(name = 'CLEAR_GAIN'): PublishedResult {
  const scene = publishedScene(name);
  const kept = new Set(['outcome', 'kind', 'status', 'objective', 'execution_mode', 'verdict']);
  const keptToo = new Set(['graph_optimization', 'stopped_because', 'metric', 'relation']);
  const poisoned = (value: unknown, key = ''): unknown => {
    if (key === 'knobs') return value;
    if (Array.isArray(value)) return value.map((member) => poisoned(member, key));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, poisoned(v, k)]));
    }
    const isFixed = kept.has(key) || keptToo.has(key);
    return typeof value === 'string' && !isFixed ? `${HOSTILE_TEXT}${value}` : value;
  };
  const result = poisoned(scene) as PublishedResult;
  return {
    ...result,
    warnings: [HOSTILE_TEXT],
    host: { ...result.host, disturbances: [HOSTILE_TEXT] },
  };
}
