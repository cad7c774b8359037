import { createRandom } from '../../../src/core/random.ts';
import { median } from '../../../src/stats/median.ts';
import { censoredQuantile } from '../search/censored-quantile.ts';
import { table } from '../search/markdown-tables.ts';
import { holm, signFlipTest } from '../search/paired-test.ts';
import type { ExpectationGap } from './expectation-gaps.ts';
import type { LoadSearchRun, LoadTaskFacts, PlayedModels } from './play-models.ts';

const MARKS = [2, 3, 5, 10] as const;

const percent = (share: number): string => (100 * share).toFixed(1);
const figure = (value: number): string => (value === Infinity ? '∞' : String(value));
const mean = (values: readonly number[]): number =>
  values.reduce((sum, v) => sum + v, 0) / values.length;
const spread = (values: readonly number[], write: (v: number) => string): string =>
  `${write(censoredQuantile(values, 0.5))} / ${write(censoredQuantile(values, 0.9))}`;

/** A search that ended early keeps what it had. */
const regretAfter = ({ regrets }: LoadSearchRun, probes: number): number =>
  regrets[Math.min(probes, regrets.length) - 1] ?? 1;

/** Probes until what would be chosen was this near the best; infinite if never. */
function probesTo({ regrets }: LoadSearchRun, regret: number): number {
  const at = regrets.findIndex((r) => r <= regret);
  return at < 0 ? Infinity : at + 1;
}

/** One row for each strategy: medians / 90th percentiles over all its searches, and means where both would hide it. */
export function loadSearchTable(
  runs: readonly LoadSearchRun[],
  strategies: readonly string[],
): string {
  return table(
    [
      'strategy',
      'first suggestion, regret %',
      'first holds, %',
      ...MARKS.map((k) => `after ${k}, %`),
      'mean after 3, %',
      'probes to 5 %',
      'within 5 % in the end, %',
      'probes to the first that holds',
      'probes that do not hold, mean',
    ],
    strategies.map((strategy) => {
      const own = runs.filter((r) => r.strategy === strategy);
      const first = own.flatMap((r) => (r.first === null ? [] : [r.first]));
      return [
        strategy,
        spread(
          first.map((f) => f.regret),
          percent,
        ),
        percent(mean(first.map((f) => Number(f.holds)))),
        ...MARKS.map((k) =>
          spread(
            own.map((r) => regretAfter(r, k)),
            percent,
          ),
        ),
        percent(mean(own.map((r) => regretAfter(r, 3)))),
        spread(
          own.map((r) => probesTo(r, 0.05)),
          figure,
        ),
        percent(mean(own.map((r) => Number((r.regrets.at(-1) ?? 1) <= 0.05)))),
        spread(
          own.map((r) => r.probesToFeasible),
          figure,
        ),
        mean(own.map((r) => r.infeasible)).toFixed(2),
      ];
    }),
  );
}

/** A search that never came there counts as one more probe than it may take. */
const COMPARED: readonly {
  readonly name: string;
  readonly of: (run: LoadSearchRun, mostProbes: number) => number;
  readonly write: (value: number) => string;
}[] = [
  {
    name: 'probes to 5 %',
    of: (run, most) => Math.min(most + 1, probesTo(run, 0.05)),
    write: (v) => v.toFixed(2),
  },
  {
    name: 'regret after 3, points',
    of: (run) => 100 * regretAfter(run, 3),
    write: (v) => v.toFixed(1),
  },
];

/** Each strategy minus `base`, paired over models: tasks of one model and their seeds are no further evidence. */
export function pairedTable(
  runs: readonly LoadSearchRun[],
  strategies: readonly string[],
  base: string,
  mostProbes: number,
): string {
  const models = [...new Set(runs.map((r) => r.model))];
  const others = strategies.filter((s) => s !== base);
  const rows = COMPARED.flatMap(({ name, of, write }) => {
    const meanOf = (strategy: string, model: string): number =>
      mean(
        runs
          .filter((r) => r.strategy === strategy && r.model === model)
          .map((r) => of(r, mostProbes)),
      );
    const paired = others.map((strategy) => ({
      strategy,
      differences: models.map((model) => meanOf(strategy, model) - meanOf(base, model)),
    }));
    const adjusted = holm(
      paired.map((p) => signFlipTest(p.differences, createRandom(`flip ${name} ${p.strategy}`))),
    );
    return paired.map(({ strategy, differences }, i) => [
      strategy,
      name,
      write(mean(differences)),
      (adjusted[i] ?? 1) < 0.001 ? '< 0.001' : (adjusted[i] ?? 1).toFixed(3),
      `${differences.filter((d) => d > 0).length} of ${models.length}`,
    ]);
  });
  return table(
    ['strategy', `minus ${base}, by`, 'difference', 'p (Holm)', 'models on its side'],
    rows,
  );
}

/** What was looked for. */
export function tasksText(tasks: readonly LoadTaskFacts[]): string {
  const models = new Set(tasks.map((t) => t.model)).size;
  const of = (objective: string): number => tasks.filter((t) => t.objective === objective).length;
  const sizes = tasks.map((t) => t.configurations).sort((a, b) => a - b);
  return (
    `${models} models, ${tasks.length} tasks (${of('latency')} latency, ${of('cost')} cost, ${of('goodput')} goodput), ` +
    `${sizes[0]} to ${sizes.at(-1)} configurations; a share of ${percent(median(tasks.map((t) => t.feasible)))} % (median) keeps the bound; ` +
    `the default does in ${percent(mean(tasks.map((t) => Number(t.defaultHolds))))} % of the tasks.`
  );
}

/** Beyond this factor from its bound a configuration decides nothing. */
const NEAR = 3;

/** How far expectations are from the truth, as logs: median, and the deviation as 1.4826 times the median distance from it. */
export function gapsTable(gaps: readonly ExpectationGap[]): string {
  const near = gaps.filter((g) => Math.abs(g.margin) <= Math.log(NEAR));
  const rows = (['latency', 'goodput'] as const).flatMap((objective) =>
    [...new Set(near.map((g) => g.from))].map((from) => {
      const own = near.filter((g) => g.objective === objective && g.from === from);
      const relative = own.flatMap((g) => (g.relative === null ? [] : [g.relative]));
      return [
        objective === 'latency' ? 'p99' : 'goodput',
        from,
        String(own.length),
        ...robust(own.map((g) => g.gap)),
        ...robust(relative),
      ];
    }),
  );
  return table(
    [
      'log of true / expected',
      'run times from',
      'configurations',
      'median',
      'deviation',
      'of ratios, median',
      'deviation',
    ],
    rows,
  );
}

function robust(values: readonly number[]): readonly string[] {
  if (values.length === 0) return ['–', '–'];
  const middle = median(values);
  const deviation = 1.4826 * median(values.map((v) => Math.abs(v - middle)));
  return [middle.toFixed(3), deviation.toFixed(3)];
}

/** Time of making the prior. */
export function priorTimeText(times: PlayedModels['priorMs']): string {
  const of = (prior: string): string => {
    const own = times.filter((t) => t.prior === prior).map((t) => t.ms);
    return own.length === 0
      ? ''
      : `${prior} ${median(own).toFixed(0)} ms (most ${Math.max(...own).toFixed(0)})`;
  };
  return [...new Set(times.map((t) => t.prior))].map(of).join(', ');
}
