import { quantile } from '../../../src/stats/quantile.ts';
import { sortSample } from '../../../src/stats/sorted-sample.ts';
import { type PlayedSearch, playNew, playOld } from './play-search.ts';
import { trueGoodput, trueServers } from './servers.ts';

const RULES = { before: playOld, now: playNew };
/** The truth itself is known to about half a percent. */
const TOLERANCE = 1.01;

interface Judged extends PlayedSearch {
  readonly truePerS: number;
}

/** One row for each rule on a machine of this deviation: how often what it says is wrong, what it finds, what it takes. */
export function searchRows(deviation: number, searches: number): readonly string[] {
  const servers = trueServers(deviation).map((server) => ({
    server,
    truePerS: trueGoodput(server),
  }));
  return Object.entries(RULES).map(([rule, play]) => {
    const all = servers.flatMap(({ server, truePerS }) =>
      Array.from(
        { length: searches },
        (_, i): Judged => ({
          ...play(server, `search ${i} ${server.name}`),
          truePerS,
        }),
      ),
    );
    if (process.env['DETAIL'])
      detail(
        servers.map(({ server }) => server.name),
        all,
        searches,
        rule,
      );
    return row(rule, deviation, all);
  });
}

function row(rule: string, deviation: number, all: readonly Judged[]): string {
  const claimed = all.filter((s) => s.heldPerS > 0);
  const tries = all.flatMap((s) => s.tried.map((t) => ({ ...t, truePerS: s.truePerS })));
  const held = tries.filter((t) => t.verdict === 'held');
  const broken = tries.filter((t) => t.verdict === 'broken' || t.verdict === 'overloaded');
  const wrongHeld = held.filter((t) => t.ratePerS > TOLERANCE * t.truePerS);
  const wrongBroken = broken.filter((t) => TOLERANCE * t.ratePerS < t.truePerS);
  const wrongClaims = claimed.filter((s) => s.heldPerS > TOLERANCE * s.truePerS);
  const cells = [
    `${100 * deviation} %`,
    rule,
    percent(wrongClaims.length, all.length),
    percent(claimed.length, all.length),
    percent(wrongHeld.length, held.length),
    percent(wrongBroken.length, broken.length),
    spread(claimed.map((s) => s.heldPerS / s.truePerS)),
    spread(all.flatMap((s) => (s.believedPerS === null ? [] : [s.believedPerS / s.truePerS]))),
    spread(
      all.map((s) => s.lookedS),
      1,
    ),
    spread(
      all.flatMap((s) => s.shownS ?? []),
      1,
    ),
    spread(
      all.map((s) => s.tookS),
      1,
    ),
  ];
  return `| ${cells.join(' | ')} |`;
}

function detail(names: readonly string[], all: readonly Judged[], searches: number, rule: string) {
  names.forEach((name, i) => {
    const own = all.slice(i * searches, (i + 1) * searches);
    process.stdout.write(`${name} ${own[0]?.truePerS.toFixed(1)}/s ${row(rule, 0, own)}\n`);
  });
}

const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} % (${part} of ${whole})`;

/** Median, and from the 5th to the 95th percentile. */
function spread(values: readonly number[], digits = 2): string {
  if (values.length === 0) return '–';
  const sorted = sortSample(values);
  const [low, middle, high] = [0.05, 0.5, 0.95].map((p) => quantile(sorted, p).toFixed(digits));
  return `${middle} (${low}–${high})`;
}

export const SEARCH_HEAD = [
  '| speed varies by | rule | goodput claimed does not hold | claims | of rates called held: do not hold | of rates called broken: hold | claimed / true | believed / true | s of blocks to the belief | to the first rate shown | to the end |',
  '|--|--|--|--|--|--|--|--|--|--|--|',
];
