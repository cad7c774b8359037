import { isAccelerator } from '../space/accelerators.ts';
import { type Configuration, configurationKey, sessionKey } from '../space/configuration.ts';
import type { Measurement } from './trial.ts';

/** Length of a slice of a fast model, ms (design: about 120). */
const SLICE_MS = 120;
/** Runs in a slice of a slow model, the uncounted first one included. */
const SLICE_RUNS = 2;
/** Warming up: this many runs, unless they take longer than the time it is given; never fewer than the least. */
const WARM_UP = { runs: 5, ms: 1500, least: 2 };
/** Runs of each side of a comparison, the first one included. */
const COMPARED_RUNS = 3;
/** Starting a process and loading the runtime, before a session is made, ms; corrected by what heats really cost. */
const SPAWN_MS = 250;
/** How much of the new ratio enters the correction. */
const LEARNING = 0.5;

interface PlannedHeat {
  readonly reference: Configuration;
  readonly challengers: readonly Configuration[];
  readonly rounds: number;
  readonly fresh: boolean;
}

/** Predicts from what was measured so far what a heat will cost, in ms of wall clock. */
export interface HeatCost {
  predictMs(heat: PlannedHeat): number;
  /** What a comparison of outputs in fresh sessions will cost. */
  compareMs(candidate: Configuration, reference: Configuration): number;
  /** Takes in one measured member: how fast it ran, how long its session took to make. */
  learn(configuration: Configuration, measurement: Measurement): void;
  /** Takes in what a heat really cost against its prediction; `actual` is the heat with the rounds it had. */
  correct(actual: PlannedHeat, elapsedMs: number): void;
  /** Predicted time of one run (one batch), ms. */
  runMs(configuration: Configuration): number;
}

/** What was seen of a provider with a device of its own. */
interface ProviderPace {
  readonly ips: number;
  readonly createMs: number;
}

/**
 * Samples per second that keep every instance busy: what a load left idle says nothing of how long a run takes.
 */
function busyIps({ instances }: Configuration, { load, throughputIps }: Measurement): number {
  if (load === undefined) return throughputIps.value;
  const ips = (1000 * instances * load.meanBatch) / load.meanServiceMs;
  return ips > 0 && Number.isFinite(ips) ? ips : throughputIps.value;
}

/**
 * Creates the model for a host of `cores` usable cores. Before anything was measured it expects a small, fast model.
 * `blockMs`: the length of a turn, where a load sets it.
 */
export function createHeatCost(cores: number, blockMs: number | null = null): HeatCost {
  const throughputs = new Map<string, number>();
  const bySession = new Map<string, number>();
  const byProvider = new Map<string, ProviderPace>();
  let referenceIps = 100;
  let createMs = 200;
  let correction = 1;
  let warm = new Set<string>();

  const runMs = (c: Configuration): number => {
    const ips =
      throughputs.get(configurationKey(c)) ??
      bySession.get(sessionKey(c)) ??
      byProvider.get(c.provider)?.ips ??
      referenceIps;
    return (1000 * c.batchSize * c.instances) / ips;
  };
  const createAllMs = (c: Configuration): number =>
    (SPAWN_MS + (byProvider.get(c.provider)?.createMs ?? createMs)) *
    Math.max(1, c.instances / Math.max(1, cores));
  const openMs = (c: Configuration, fresh: boolean): number => {
    const create = fresh || !warm.has(sessionKey(c)) ? createAllMs(c) : 0;
    const run = runMs(c);
    const runs = Math.max(WARM_UP.least, Math.min(WARM_UP.runs, WARM_UP.ms / run));
    return create + SLICE_MS + runs * run;
  };
  const sliceMs = (c: Configuration): number => {
    if (blockMs !== null) return blockMs;
    const run = runMs(c);
    // Instances do not begin and end together: their common window costs another run.
    return Math.max(SLICE_MS + run / 2, SLICE_RUNS * run) + (c.instances > 1 ? run : 0);
  };
  const rawMs = ({ reference, challengers, rounds, fresh }: PlannedHeat): number =>
    [reference, ...challengers].reduce((sum, c) => sum + openMs(c, fresh) + rounds * sliceMs(c), 0);

  return {
    runMs,
    predictMs: (heat) => correction * rawMs(heat),
    compareMs: (candidate, reference) =>
      correction *
      [candidate, reference].reduce((sum, c) => sum + createAllMs(c) + COMPARED_RUNS * runMs(c), 0),
    learn: (configuration, m) => {
      const first = throughputs.size === 0;
      const ips = busyIps(configuration, m);
      throughputs.set(configurationKey(configuration), ips);
      bySession.set(sessionKey(configuration), ips);
      if (first) referenceIps = ips;
      const wave = Math.max(1, configuration.instances / Math.max(1, cores));
      if (isAccelerator(configuration.provider)) {
        // Drivers take their time to begin, and know nothing of the CPU's pace.
        const openedMs = (m.sessionCreateMs + m.firstRunMs) / wave;
        const before = byProvider.get(configuration.provider)?.createMs ?? 0;
        const pace = { ips, createMs: Math.max(before, openedMs) };
        byProvider.set(configuration.provider, pace);
        if (!first) return;
      }
      createMs = first
        ? m.sessionCreateMs + m.firstRunMs
        : Math.max(createMs, (m.sessionCreateMs + m.firstRunMs) / wave);
    },
    correct: (actual, elapsedMs) => {
      const ratio = elapsedMs / rawMs(actual);
      const clamped = Math.min(5, Math.max(0.3, ratio));
      correction += LEARNING * (clamped - correction);
      warm = new Set([actual.reference, ...actual.challengers].map(sessionKey));
    },
  };
}
