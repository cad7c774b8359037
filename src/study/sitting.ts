import { createRandom } from '../core/random.ts';
import { TuneError } from '../core/tune-error.ts';
import { NO_PRIOR } from '../knowledge/search-prior.ts';
import type { Insight, Strategy } from '../search/strategy.ts';
import type { Configuration } from '../space/configuration.ts';
import { createHeatCost, type HeatCost } from './heat-cost.ts';
import { measuredTrials, rankedTrials, relativeOf } from './incumbent.ts';
import { createNoiseMeter, type NoiseMeter } from './noise-meter.ts';
import { observationOf } from './observation-of.ts';
import { UNSTEERED } from './study-control.ts';
import type { StudyEvent } from './study-event.ts';
import { type StudyPace, studyPace } from './study-pace.ts';
import type { StudyPorts, StudySetup } from './study-setup.ts';
import { type Measurement, ratioOf, type Trial } from './trial.ts';

/** An event before it is given its time. */
type EventBody = StudyEvent extends infer E
  ? E extends StudyEvent
    ? Omit<E, 'atMs'>
    : never
  : never;

/** The member against which everything is measured. */
export interface Reference {
  readonly configuration: Configuration;
  readonly measurement: Measurement;
}

/** One run of the conductor over a study: what it knows so far and the few ways to change it. */
export interface Sitting {
  readonly setup: StudySetup;
  readonly ports: StudyPorts;
  readonly signal: AbortSignal;
  readonly strategy: Strategy;
  /** What the strategy leaned on before any trial, of earlier sittings too; null where it has no model. */
  readonly began: Insight | null;
  readonly pace: StudyPace;
  readonly cost: HeatCost;
  readonly noise: NoiseMeter;
  /** Study time in ms: earlier sittings included, pauses between and in them not. */
  elapsedMs(): number;
  remainingMs(): number;
  trials(): readonly Trial[];
  warnings(): readonly string[];
  reference(): Reference | null;
  setReference(reference: Reference): void;
  /** Waits while the study is paused; its time stands still meanwhile. */
  rest(): Promise<void>;
  /** Whether the search shall end at once; told to the readers the first time. */
  isFinishing(): boolean;
  /** Whether the challengers of the heat at hand shall leave; asking answers the wish. */
  takeSkip(): boolean;
  /** Number of the next heat, from 1. */
  nextHeat(): number;
  emit(event: EventBody): void;
  /** Tells the user, once per text. */
  warn(message: string): void;
  /** Stores a finished trial durably, then tells the strategy and the readers. */
  record(trial: Trial): Promise<void>;
  /** Runs a write to the store; a medium that fails costs the study its memory, not its result. */
  save(write: () => Promise<void>): Promise<void>;
  /** Emits progress with the time left, `etaS` seconds unless the budget ends first. */
  progress(etaS: number | null): void;
}

interface State {
  readonly trials: Trial[];
  readonly warnings: string[];
  reference: Reference | null;
  best: Trial | null;
  heats: number;
  /** Time spent paused in this sitting so far, ms. */
  pausedMs: number;
  /** When the pause at hand began, on the study's clock, ms. */
  restingSince: number | null;
}

function reportIncumbent(state: State, sitting: Pick<Sitting, 'emit' | 'setup'>): void {
  const { objective } = sitting.setup.header;
  const best = rankedTrials(state.trials, objective)[0];
  if (best === undefined || best.number === state.best?.number) return;
  state.best = best;
  const relative = relativeOf(ratioOf(best.measurement.logRatio, objective));
  sitting.emit({ type: 'incumbent-changed', configuration: best.configuration, relative });
}

function createRecorder(
  state: State,
  sitting: Pick<Sitting, 'emit' | 'setup' | 'save' | 'strategy' | 'ports' | 'cost'>,
): (trial: Trial) => Promise<void> {
  const { studyId, objective, constraints } = sitting.setup.header;
  return async (trial) => {
    await sitting.save(() => sitting.ports.store.appendTrial(studyId, trial));
    state.trials.push(trial);
    sitting.strategy.tell(observationOf(trial, objective, constraints));
    sitting.emit({ type: 'trial-finished', trial });
    reportIncumbent(state, sitting);
  };
}

function replay(state: State, sitting: Pick<Sitting, 'setup' | 'strategy' | 'cost'>): void {
  const { header, earlier } = sitting.setup;
  for (const trial of earlier?.trials ?? []) {
    state.trials.push(trial);
    sitting.strategy.tell(observationOf(trial, header.objective, header.constraints));
    if (trial.status !== 'failed') sitting.cost.learn(trial.configuration, trial.measurement);
  }
  // The first measured trial is the default or, where that failed, what took its place.
  const first = measuredTrials(state.trials)[0];
  if (first) state.reference = first;
  state.best = rankedTrials(state.trials, header.objective)[0] ?? null;
}

/** What a person asks of the study, with the time it stands still. */
function createSteering(
  state: State,
  { ports, signal }: Pick<Sitting, 'ports' | 'signal'>,
  emit: Sitting['emit'],
): Pick<Sitting, 'rest' | 'isFinishing' | 'takeSkip'> {
  const control = ports.control ?? UNSTEERED;
  let wasFinishing = false;
  return {
    rest: async () => {
      if (!control.isPaused() || signal.aborted) return;
      const since = ports.clock.now();
      state.restingSince = since;
      emit({ type: 'steered', action: 'paused' });
      await control.untilResumed(signal);
      state.restingSince = null;
      state.pausedMs += ports.clock.now() - since;
      emit({ type: 'steered', action: 'continued' });
    },
    isFinishing: () => {
      if (!control.isFinishing()) return false;
      if (!wasFinishing) emit({ type: 'steered', action: 'finishing' });
      wasFinishing = true;
      return true;
    },
    takeSkip: () => control.takeSkip(),
  };
}

function strategyFor({ header, space, strategy, prior }: StudySetup): Strategy {
  const { seed, constraints, host } = header;
  return strategy({
    space,
    random: createRandom(seed).fork('strategy'),
    prior: prior ?? NO_PRIOR,
    constraints: constraints.length,
    defaultThreads: host.machine?.physicalCores ?? host.physicalCores,
  });
}

/** Begins a sitting; trials of earlier sittings are told to the strategy. Emits and stores nothing yet. */
export function createSitting(
  setup: StudySetup,
  ports: StudyPorts,
  signal: AbortSignal,
  push: (event: StudyEvent) => void,
): Sitting {
  const { header, earlier } = setup;
  const began = setup.startedAt ?? ports.clock.now();
  const budgetMs = earlier?.budgetMs ?? header.budgetS * 1000;
  const state: State = {
    trials: [],
    warnings: [],
    reference: null,
    best: null,
    heats: 0,
    pausedMs: 0,
    restingSince: null,
  };
  const elapsedMs = (): number => {
    const now = state.restingSince ?? ports.clock.now();
    return (earlier?.spentMs ?? 0) + now - began - state.pausedMs;
  };
  const remainingMs = (): number => budgetMs - elapsedMs();
  const strategy = strategyFor(setup);
  const pace = studyPace(header);
  const cost = createHeatCost(header.host.usableCores, pace.blockMs);
  const emit = (event: EventBody): void => push({ ...event, atMs: elapsedMs() } as StudyEvent);
  const warn = (message: string): void => {
    if (state.warnings.includes(message)) return;
    state.warnings.push(message);
    emit({ type: 'warning', message });
  };
  const save = async (write: () => Promise<void>): Promise<void> => {
    try {
      await write();
    } catch (error) {
      if (!(error instanceof TuneError) || error.kind !== 'environment') throw error;
      warn(`${error.message} What is measured now is not saved. ${error.hint ?? ''}`.trim());
    }
  };
  const insight = strategy.insight?.() ?? null;
  replay(state, { setup, strategy, cost });
  return {
    setup,
    ports,
    signal,
    strategy,
    began: insight,
    pace,
    cost,
    noise: createNoiseMeter(),
    elapsedMs,
    remainingMs,
    trials: () => state.trials,
    warnings: () => state.warnings,
    reference: () => state.reference,
    setReference: (reference) => {
      state.reference = reference;
    },
    ...createSteering(state, { ports, signal }, emit),
    nextHeat: () => ++state.heats,
    emit,
    warn,
    save,
    record: createRecorder(state, { emit, setup, save, strategy, ports, cost }),
    progress: (etaS) => {
      const left = Math.max(0, remainingMs() / 1000);
      emit({
        type: 'progress',
        trials: state.trials.length,
        elapsedS: elapsedMs() / 1000,
        etaS: etaS === null ? null : Math.min(left, Math.max(0, etaS)),
      });
    },
  };
}
