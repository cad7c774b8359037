import { type BatchTime, batchCurve } from '../load/batch-curve.ts';
import { backToBack } from '../space/back-to-back-space.ts';
import { type Entrant, groupKey } from '../study/entrant.ts';
import type { Failure } from '../study/trial.ts';
import type { InstanceGroup, SliceReply } from './instance-group.ts';
import { simulateBlock } from './simulated-block.ts';
import type { SimulatedBehaviour, SimulatedHost } from './simulated-host.ts';
import { WorkerFailure } from './worker-failure.ts';

/** Warming up: this many runs, unless they take longer than the time it is given; never fewer than the least. */
const WARM_UP = { runs: 5, least: 2 };
/** Time until a failure shows, ms. */
const FAILING_MS = 100;

/** A machine without a runtime, on which groups of instances live. */
export interface SimulatedMachine {
  readonly host: SimulatedHost;
  /** Speed of the machine now, as a log. */
  drift: number;
  /** Ends whatever waits; that of the call at hand. */
  signal: AbortSignal;
}

function isFailure(value: SimulatedBehaviour | Failure): value is Failure {
  return 'kind' in value;
}

/** Opens a group on a simulated machine: an `InstanceGroup` that takes simulated time and runs nothing. */
export async function startSimulatedGroup(
  machine: SimulatedMachine,
  entrant: Entrant,
  timeoutMs: number,
): Promise<InstanceGroup> {
  const { host } = machine;
  const behaviour = host.behaviour(atBatch(entrant, entrant.batchSize));
  if (isFailure(behaviour)) {
    await host.time.sleep(FAILING_MS, machine.signal);
    throw new WorkerFailure(behaviour.kind, behaviour.message, behaviour.stderr);
  }
  await pass(machine, behaviour.sessionCreateMs, timeoutMs);
  return groupOf(machine, entrant, behaviour);
}

/** Members of one session differ in their batch and delay: a group must know neither. */
function atBatch(entrant: Entrant, batchSize: number): Entrant {
  return { ...backToBack(entrant), batchSize };
}

/** Lets time pass; what would take longer than `timeoutMs` fails then. */
async function pass(
  { host, signal }: SimulatedMachine,
  ms: number,
  timeoutMs: number,
): Promise<void> {
  await host.time.sleep(Math.min(ms, timeoutMs), signal);
  if (ms > timeoutMs) {
    throw new WorkerFailure('timeout', `not ready after ${Math.round(timeoutMs)} ms`);
  }
}

function groupOf(
  machine: SimulatedMachine,
  entrant: Entrant,
  { sessionCreateMs, firstRunMs }: SimulatedBehaviour,
): InstanceGroup {
  const { host } = machine;
  const { instances } = entrant;
  const { noise, random, time } = host;
  const session = noise.sessionSpread * random.normal();
  const name = groupKey(entrant);
  let warm = false;
  const behaviourAt = (batch: number): SimulatedBehaviour => {
    const behaviour = host.behaviour(atBatch(entrant, batch));
    if (!isFailure(behaviour)) return behaviour;
    throw new WorkerFailure(behaviour.kind, behaviour.message, behaviour.stderr);
  };
  const plainRunMs = (batch: number): number =>
    (1000 * batch * instances) / (behaviourAt(batch).throughputIps * Math.exp(session));
  const everyone = <T>(value: T): T[] => Array.from({ length: instances }, () => value);
  const share = (bytes: number): number => bytes / instances;
  return {
    pids: everyone(0),
    createMs: sessionCreateMs,
    requests: undefined,
    warmUp: async (batch, maxMs, timeoutMs) => {
      const runMs = plainRunMs(batch);
      const runs = Math.max(WARM_UP.least, Math.min(WARM_UP.runs, maxMs / runMs));
      await pass(machine, (warm ? 0 : firstRunMs) + runs * runMs, timeoutMs);
      warm = true;
      const bytes = share(behaviourAt(batch).peakRssBytes);
      const reply = { type: 'warm', firstRunMs, runs, runMs, warmedUp: true } as const;
      return everyone({ ...reply, peakRssBytes: bytes });
    },
    slice: async (batch, lengthMs, minRuns, timeoutMs) => {
      const runMs = plainRunMs(batch) * pace(machine);
      const runs = Math.max(minRuns, Math.ceil(lengthMs / runMs));
      const startAt = time.now();
      await pass(machine, runs * runMs, timeoutMs);
      const starts = Float64Array.from({ length: runs }, (_, i) => startAt + i * runMs);
      const cpuMs = runs * batch * behaviourAt(batch).cpuMsPerInference;
      const reply: SliceReply = {
        type: 'slice',
        starts,
        ends: starts.map((start) => start + runMs),
        cpuMs,
        totalCpuMs: cpuMs,
        peakRssBytes: share(behaviourAt(batch).peakRssBytes),
      };
      return everyone(reply);
    },
    serve: async (plan, timeoutMs) => {
      const slowness = pace(machine);
      const curve = batchCurve(knownTimes(plan.limits.maxBatch, plainRunMs));
      const result = simulateBlock(plan, {
        runMs: (batch) => curve(batch) * slowness,
        runSpread: noise.runSpread,
        cpuMsPerInference: behaviourAt(plan.limits.maxBatch).cpuMsPerInference,
        random: random.fork(`${name}/${plan.seed}/${plan.limits.maxBatch}`),
      });
      await pass(machine, plan.rampMs + result.windowMs, timeoutMs);
      return result;
    },
    outputs: () => Promise.reject(new Error('a simulated group has no outputs')),
    forget: async () => {},
    kill: () => {},
    stderr: () => 'simulated: no model was run',
  };
}

/** How much longer a run takes now than usual; moves on with every turn, whoever runs. */
function pace(machine: SimulatedMachine): number {
  const { noise, random } = machine.host;
  const rho = noise.sliceCorrelation;
  machine.drift =
    rho * machine.drift + Math.sqrt(1 - rho ** 2) * noise.sliceSpread * random.normal();
  return Math.exp(-machine.drift);
}

/** Powers of two up to the largest batch, which itself is always known; sizes a host says nothing of are left out. */
function knownTimes(maxBatch: number, runMs: (batch: number) => number): readonly BatchTime[] {
  const times: BatchTime[] = [{ batch: maxBatch, runMs: runMs(maxBatch) }];
  for (let batch = 1; batch < maxBatch; batch *= 2) {
    try {
      times.push({ batch, runMs: runMs(batch) });
    } catch (error) {
      if (!(error instanceof WorkerFailure)) throw error;
    }
  }
  return times;
}
