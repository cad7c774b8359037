import type { Configuration } from '../../space/configuration.ts';
import { isPlausible } from '../../study/check-constraints.ts';
import { relativeOf } from '../../study/incumbent.ts';
import type { Objective } from '../../study/objective.ts';
import type { Prediction } from '../../study/study-event.ts';
import { ratioOf, type Trial } from '../../study/trial.ts';
import { bestConfiguration } from './best-configuration.ts';
import type { DashboardState } from './dashboard-state.ts';

/** What is known of a cell: the best over all knobs that the map does not show. */
export type CellKnowledge =
  | { readonly kind: 'measured'; readonly relative: number; readonly isFeasible: boolean }
  | { readonly kind: 'predicted'; readonly relative: number }
  | { readonly kind: 'failed' }
  | { readonly kind: 'open' };

export interface MapCell {
  readonly knowledge: CellKnowledge;
  readonly isRunning: boolean;
  /** The best so far lies here. */
  readonly isBest: boolean;
}

export interface MapRow {
  readonly session: Pick<Configuration, 'instances' | 'intraOpThreads'>;
  /** In order of `HeatMap.batches`. */
  readonly cells: readonly MapCell[];
}

/** Instances × threads by batch size. */
export interface HeatMap {
  readonly batches: readonly number[];
  readonly rows: readonly MapRow[];
}

interface Place {
  knowledge: CellKnowledge;
  isRunning: boolean;
}

type Session = MapRow['session'];

const rowKey = ({ instances, intraOpThreads }: Session): string => `${instances}/${intraOpThreads}`;
const placeKey = (c: Configuration): string => `${rowKey(c)}/${c.batchSize}`;

function knowledgeOf(trial: Trial, objective: Objective): CellKnowledge {
  if (trial.status === 'failed') return { kind: 'failed' };
  const relative = relativeOf(ratioOf(trial.measurement.logRatio, objective)).value;
  return { kind: 'measured', relative, isFeasible: isPlausible(trial.violations) };
}

/** Which of two findings a cell shows: measured before failed before predicted, feasible first, then the higher. */
function better(a: CellKnowledge, b: CellKnowledge): CellKnowledge {
  const worth = (k: CellKnowledge): readonly number[] => [
    ['open', 'predicted', 'failed', 'measured'].indexOf(k.kind),
    k.kind === 'measured' && k.isFeasible ? 1 : 0,
    k.kind === 'measured' || k.kind === 'predicted' ? k.relative : 0,
  ];
  const [first, second] = [worth(a), worth(b)];
  const at = first.findIndex((value, i) => value !== second[i]);
  return at === -1 || (first[at] ?? 0) > (second[at] ?? 0) ? a : b;
}

/**
 * The map of what is known. Rows are all sessions that were measured, run now or are predicted, and the others that
 * the machine has cores for.
 */
export function heatMapOf(state: DashboardState): HeatMap {
  const { header, trials, heat } = state;
  if (header === null) return { batches: [], rows: [] };
  const places = new Map<string, Place>();
  const sessions = new Map<string, Session>();
  const batches = new Set<number>(knobValues(state, 'batchSize'));
  const place = (c: Configuration): Place => {
    sessions.set(rowKey(c), c);
    batches.add(c.batchSize);
    const found = places.get(placeKey(c)) ?? { knowledge: { kind: 'open' }, isRunning: false };
    places.set(placeKey(c), found);
    return found;
  };
  const learn = (c: Configuration, knowledge: CellKnowledge): void => {
    const at = place(c);
    at.knowledge = better(knowledge, at.knowledge);
  };
  for (const s of likelySessions(state)) sessions.set(rowKey(s), s);
  place(header.reference);
  for (const trial of trials) learn(trial.configuration, knowledgeOf(trial, header.objective));
  for (const { configuration, relative } of predictions(state)) {
    learn(configuration, { kind: 'predicted', relative: relative.value });
  }
  for (const c of running(heat)) place(c).isRunning = true;
  const chosen = bestConfiguration(state);
  const best = chosen && placeKey(chosen);
  const columns = [...batches].sort((a, b) => a - b);
  const rows = [...sessions.values()].sort(
    (a, b) => a.instances - b.instances || a.intraOpThreads - b.intraOpThreads,
  );
  return {
    batches: columns,
    rows: rows.map((session) => ({
      session,
      cells: columns.map((batchSize) => {
        const key = `${rowKey(session)}/${batchSize}`;
        const { knowledge, isRunning } = places.get(key) ?? {
          knowledge: { kind: 'open' },
          isRunning: false,
        };
        return { knowledge, isRunning, isBest: key === best };
      }),
    })),
  };
}

/** Those still racing; before the first round all that were chosen. */
function running(heat: DashboardState['heat']): readonly Configuration[] {
  if (heat === null) return [];
  const members = heat.standings.length > 0 ? heat.standings : heat.members;
  return members.map((m) => m.configuration);
}

/** What the search's model expects: of all it spoke of, and of what is being measured. */
function predictions({ heat, predictions: known }: DashboardState): readonly Prediction[] {
  const chosen = (heat?.members ?? []).flatMap(({ configuration, expected }) =>
    expected === undefined ? [] : [{ configuration, relative: expected.relative }],
  );
  return [...known, ...chosen];
}

function knobValues(
  state: DashboardState,
  name: 'batchSize' | 'instances' | 'intraOpThreads',
): readonly number[] {
  const knob = state.header?.knobs.find((k) => k.name === name);
  return (knob?.values ?? []).filter((v): v is number => typeof v === 'number');
}

function likelySessions(state: DashboardState): readonly Session[] {
  const cores = Math.ceil(state.header?.host.usableCores ?? 1);
  return knobValues(state, 'instances').flatMap((instances) =>
    knobValues(state, 'intraOpThreads')
      .filter((threads) => instances * Math.max(1, threads) <= cores)
      .map((intraOpThreads) => ({ instances, intraOpThreads })),
  );
}
