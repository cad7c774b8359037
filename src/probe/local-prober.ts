import type { Random } from '../core/random.ts';
import { TuneError } from '../core/tune-error.ts';
import type { OutputSpec } from '../onnx/feed-spec.ts';
import type { Configuration } from '../space/configuration.ts';
import type { DeviceMonitor } from '../study/device-monitor.ts';
import type { DisturbanceMonitor } from '../study/disturbance-monitor.ts';
import type { Entrant } from '../study/entrant.ts';
import type { Placement } from '../study/placement.ts';
import type { Prober } from '../study/prober.ts';
import { createBlockDisciplines } from './block-disciplines.ts';
import { compareConfigurations } from './compare-configurations.ts';
import { createFrontSource } from './front/front-process.ts';
import { createGroupPool, type GroupPool } from './group-pool.ts';
import { searchHeadroom } from './headroom.ts';
import { type HeatContext, runHeat } from './heat.ts';
import { startInstanceGroup } from './instance-group.ts';
import { hasGoodput, type LoadSettings } from './load-settings.ts';
import { type MemoryLimits, totalResidentBytes, watchMemory } from './memory-watch.ts';
import { monotonicClock } from './monotonic-clock.ts';
import { placementOf } from './placement-of.ts';
import { profileModel } from './profile-model.ts';
import { createSliceDiscipline } from './slice-discipline.ts';
import { SLICE_MS } from './slice-plan.ts';
import type { WorkerModel } from './worker/protocol.ts';
import { startWorkerGuard, type WorkerGuard } from './worker-guard.ts';

export interface LocalProberOptions extends MemoryLimits {
  readonly model: WorkerModel;
  /** Models that entrants may name. */
  readonly otherModels?: ReadonlyMap<string, WorkerModel>;
  readonly outputs: readonly OutputSpec[];
  /** Whether outputs are compared with padding, which takes a model that it does no harm to; otherwise at one length. */
  readonly comparesPadded?: boolean;
  readonly random: Random;
  readonly monitor: DisturbanceMonitor;
  /** Absent where nobody looks at devices. */
  readonly devices?: DeviceMonitor;
  /** Whether idle processes are frozen; without it slices are longer, since idle thread pools disturb short ones. */
  readonly freeze: boolean;
  readonly sliceMs?: number;
  /** What heats offer to their members; absent where these run back to back. */
  readonly load?: LoadSettings;
}

/** Processes kept warm between heats at most, those of the heat at hand not counted. */
const WARM_PROCESSES = 12;

/** Without freezing, spinning pools of idle members bias slices below a second (design note in the README). */
const UNFROZEN_SLICE_MS = 1000;

/** Measures with real sessions in child processes on this machine. */
export function createLocalProber(options: LocalProberOptions): Prober {
  const guard = startWorkerGuard();
  const front = options.load === undefined ? null : createFrontSource();
  const sliceMs = options.sliceMs ?? (options.freeze ? SLICE_MS : UNFROZEN_SLICE_MS);
  let closed = false;

  const pool: GroupPool = createGroupPool((group) =>
    startInstanceGroup({
      ...group,
      model: modelOf(group.configuration, options),
      guard,
      freeze: options.freeze,
      ...(front && { front: front.obtain }),
      peakResidentBytes: options.peakResidentBytes,
      watch: (pids) => watchMemory([...pool.pids(), ...pids], options),
    }),
  );
  /** While `work` runs, an abort kills every process, which ends whatever is waited for. */
  const abortable = async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    if (closed) throw new TuneError('environment', 'the prober is closed');
    signal.throwIfAborted();
    const onAbort = (): void => pool.clear();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await work();
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  };

  const context = {
    pool,
    makeRoom: roomIn(pool, options),
    monitor: options.monitor,
    devices: options.devices ?? null,
    random: options.random,
    clock: monotonicClock,
  };
  const { heat, headroom } = heatsOf(context, { ...options, sliceMs });

  return {
    heat: (request, signal) =>
      abortable(signal, async () => {
        if (request.fresh) pool.clear();
        const result = await heat(request, signal);
        if (request.fresh) pool.clear();
        return result;
      }),
    ...(headroom && {
      headroom: (configuration, held, maxMs, signal) =>
        abortable(signal, () => headroom(configuration, held, maxMs, signal)),
    }),
    compare: (candidate, reference, signal) =>
      abortable(signal, () =>
        compareConfigurations(
          candidate,
          reference,
          {
            pool,
            outputs: options.outputs,
            requests: options.comparesPadded === true ? options.model.requests : undefined,
          },
          signal,
        ),
      ),
    place: (configuration, signal) =>
      abortable(signal, async () => {
        // The device is its alone while it is profiled.
        pool.clear();
        return placementFor(configuration, { model: options.model, guard }, signal);
      }),
    close: async () => {
      closed = true;
      pool.clear();
      front?.close();
      guard.close();
    },
  };
}

/** Ends processes that the next heat does not need, as many as it takes. */
function roomIn(pool: GroupPool, limits: MemoryLimits): (keep: readonly Entrant[]) => void {
  return (keep) => {
    pool.shrink(WARM_PROCESSES, keep);
    if (totalResidentBytes(pool.pids(), limits) > limits.memoryLimitBytes / 2) pool.shrink(0, keep);
  };
}

/** Heats of slices, or of blocks where a load is offered, and the search for the headroom where there is one. */
function heatsOf(
  context: Omit<HeatContext<never>, 'discipline'>,
  { load, random, sliceMs }: Pick<LocalProberOptions, 'load' | 'random'> & { sliceMs: number },
): Pick<Prober, 'heat' | 'headroom'> {
  if (load === undefined) {
    const discipline = createSliceDiscipline(sliceMs);
    return { heat: (request, signal) => runHeat(request, { ...context, discipline }, signal) };
  }
  const disciplines = createBlockDisciplines(load, () => `${random.next()}`, monotonicClock);
  const headroom: Prober['headroom'] = (configuration, held, maxMs, signal) => {
    const discipline = disciplines.ofHeadroom(held);
    return searchHeadroom(configuration, maxMs, { ...context, discipline }, signal);
  };
  return {
    heat: (request, signal) => {
      const discipline = disciplines.ofHeat(request.fresh);
      return runHeat(request, { ...context, discipline }, signal);
    },
    ...(hasGoodput(load) && { headroom }),
  };
}

/** A few runs show where nodes run; the first one plans and is left out. */
const PLACEMENT = { limits: { maxRuns: 4, maxMs: 2000 }, timeoutMs: 60_000 } as const;

async function placementFor(
  configuration: Configuration,
  { model, guard }: { readonly model: WorkerModel; readonly guard: WorkerGuard },
  signal: AbortSignal,
): Promise<Placement | null> {
  const batches = [configuration.batchSize];
  try {
    const request = { model, configuration, batches, guard, ...PLACEMENT };
    const [profile] = await profileModel(request, signal);
    return profile === undefined ? null : placementOf(profile, configuration.provider);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof TuneError)) throw error;
    return null;
  }
}

function modelOf(
  { model: name }: Entrant,
  { model, otherModels }: Pick<LocalProberOptions, 'model' | 'otherModels'>,
): WorkerModel {
  if (name === undefined) return model;
  const other = otherModels?.get(name);
  if (other === undefined) throw new Error(`the prober was given no model named ${name}`);
  return other;
}
