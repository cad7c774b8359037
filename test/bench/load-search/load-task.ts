import { once } from '../../../src/core/once.ts';
import { scaledTo } from '../../../src/load/arrivals.ts';
import type { OpenLoad } from '../../../src/load/load.ts';
import { OVERLOADED_MARGIN } from '../../../src/load/overloaded-margin.ts';
import type { Observation } from '../../../src/search/strategy.ts';
import { type Configuration, configurationKey } from '../../../src/space/configuration.ts';
import type { SearchSpace } from '../../../src/space/search-space.ts';
import { correlatedMean } from '../../../src/stats/correlated-mean.ts';
import { loadSpace } from './load-space.ts';
import { CORES, type ServedModel } from './served-model.ts';
import { type HeatView, seenGoodput, simulatedHeat } from './simulated-heat.ts';
import { trueP99 } from './true-serving.ts';

export type LoadObjective = 'latency' | 'cost' | 'goodput';

/** What is looked for: a model under a load, with a bound on its p99. */
export interface LoadSearchTask {
  readonly model: ServedModel;
  readonly objective: LoadObjective;
  readonly load: OpenLoad;
  /** Share of the highest rate that any configuration holds; null where that rate is what is looked for. */
  readonly share: number | null;
  readonly space: SearchSpace;
  /** By configuration: how good it is in the long run, as a log, higher is better; -Infinity where it breaks the bound. */
  readonly truth: ReadonlyMap<string, number>;
  /** Long-run p99 by configuration, ms; empty where goodput is looked for. */
  readonly p99Ms: ReadonlyMap<string, number>;
  /** What a probe shows; `luck` is a whole number. */
  observe(configuration: Configuration, luck: number): Observation;
}

/** A bound missed by less is let pass: heats cannot see it, the final race does. */
const SLACK = 1.1;
/** Different luck that is simulated; a seed draws one for each configuration. */
export const LUCKS = 4;
/** Seconds of a probe count for nothing here: all take their three blocks. */
const PROBE_S = 10;
/** What two goodputs found in one try each are apart by luck alone, as a log. */
const GOODPUT_ERROR = 0.08;
const HELD_MARGIN = 0.05;

const keyOf = configurationKey;

/** Price of the cores that are set aside, in any unit. */
const coresOf = (c: Configuration): number =>
  Math.min(CORES, c.instances * (c.intraOpThreads || CORES));

/** Tasks of one model under one shape of load: three rates with two objectives each, and the goodput. */
export function loadTasks(
  model: ServedModel,
  shape: OpenLoad,
  goodputs: ReadonlyMap<string, number>,
  shares: readonly number[],
): readonly LoadSearchTask[] {
  const highest = Math.max(...goodputs.values());
  const atRates = shares.flatMap((share) => {
    const load = scaledTo(shape, Number((share * highest).toPrecision(3)));
    const space = loadSpace(model, load.ratePerS);
    const p99Ms = new Map(
      space.configurations.map((c) => [keyOf(c), trueP99(model, c, load)] as const),
    );
    const heats = new Map<string, HeatView>();
    const heatOf = (c: Configuration, luck: number): HeatView =>
      once(heats, `${keyOf(c)}#${luck}`, () => simulatedHeat(model, c, load, luck));
    return (['latency', 'cost'] as const).map((objective): LoadSearchTask => {
      const worth = (c: Configuration): number =>
        objective === 'cost' ? -Math.log(coresOf(c)) : -Math.log(p99Ms.get(keyOf(c)) ?? Infinity);
      const isHeld = (c: Configuration): boolean =>
        (p99Ms.get(keyOf(c)) ?? Infinity) <= SLACK * model.boundMs;
      const truth = new Map(
        space.configurations.map((c) => [keyOf(c), isHeld(c) ? worth(c) : -Infinity] as const),
      );
      const observe = (c: Configuration, luck: number): Observation =>
        heatObservation({ model, objective, reference: space.reference }, c, (d) =>
          heatOf(d, luck),
        );
      return { model, objective, load, share, space, truth, p99Ms, observe };
    });
  });
  return [...atRates, goodputTask(model, shape, goodputs)];
}

function heatObservation(
  {
    model,
    objective,
    reference,
  }: Pick<LoadSearchTask, 'model' | 'objective'> & { readonly reference: Configuration },
  configuration: Configuration,
  heatOf: (c: Configuration) => HeatView,
): Observation {
  const mine = heatOf(configuration);
  const theirs = heatOf(reference);
  const isReference = configuration === reference;
  if (mine.overloaded && !isReference) {
    return {
      configuration,
      status: 'pruned',
      value: null,
      standardError: null,
      feasible: false,
      margins: [OVERLOADED_MARGIN],
      costS: PROBE_S,
    };
  }
  const logs = mine.p99Ms.map((ms, i) => Math.log((theirs.p99Ms[i] as number) / ms));
  const { mean, standardError } = correlatedMean(logs);
  const cost = Math.log(coresOf(reference) / coresOf(configuration));
  const margin = mine.overloaded ? OVERLOADED_MARGIN : Math.log(model.boundMs / mine.overallP99Ms);
  return {
    configuration,
    status: 'measured',
    value: isReference ? 0 : objective === 'cost' ? cost : mean,
    standardError: isReference || objective === 'cost' ? 0 : standardError,
    feasible: mine.verdict !== 'broken' && !mine.overloaded,
    margins: [margin],
    costS: PROBE_S,
  };
}

function goodputTask(
  model: ServedModel,
  load: OpenLoad,
  goodputs: ReadonlyMap<string, number>,
): LoadSearchTask {
  const space = loadSpace(model, null);
  const found = new Map<string, number>();
  const seenOf = (c: Configuration, luck: number): number =>
    once(found, `${keyOf(c)}#${luck}`, () => seenGoodput(model, c, load, luck));
  const truth = new Map([...goodputs].map(([key, rate]) => [key, Math.log(rate)] as const));
  const observe = (configuration: Configuration, luck: number): Observation => {
    const [mine, theirs] = [seenOf(configuration, luck), seenOf(space.reference, luck)];
    const isReference = configuration === space.reference;
    const holds = mine > 0;
    // A default that holds at no rate is taken at the lowest one tried.
    const value = Math.log(Math.max(mine, 1e-3) / Math.max(theirs, 1e-3));
    return {
      configuration,
      status: 'measured',
      value: isReference ? 0 : value,
      standardError: isReference ? 0 : GOODPUT_ERROR,
      feasible: holds,
      margins: [holds ? HELD_MARGIN : OVERLOADED_MARGIN],
      costS: PROBE_S,
    };
  };
  return {
    model,
    objective: 'goodput',
    load,
    share: null,
    space,
    truth,
    p99Ms: new Map(),
    observe,
  };
}
