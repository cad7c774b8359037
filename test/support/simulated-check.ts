import { createRandom } from '../../src/core/random.ts';
import { DEFAULT_LEVELS } from '../../src/gate/assertion.ts';
import type { CheckSetup } from '../../src/gate/check-setup.ts';
import type { GateReport } from '../../src/gate/gate-report.ts';
import { hostClassOf } from '../../src/gate/host-class.ts';
import { runCheck } from '../../src/gate/run-check.ts';
import type { ServingLock } from '../../src/gate/serving-lock.ts';
import type { SimulatedNoise } from '../../src/probe/simulated-host.ts';
import { createSimulatedProber } from '../../src/probe/simulated-prober.ts';
import { createVirtualTime } from '../../src/probe/simulated-time.ts';
import { type Configuration, runtimeDefault } from '../../src/space/configuration.ts';
import type { Entrant } from '../../src/study/entrant.ts';
import type { Disturbance, Failure } from '../../src/study/trial.ts';
import { behaviourOf, USUAL } from '../study/conduct.ts';
import { headerOf } from '../study/fixtures.ts';

const { model, host } = headerOf();
export const LOCKED: Configuration = { ...runtimeDefault(1), instances: 2, intraOpThreads: 1 };

/** A lock of the simulated model on the simulated host: ×1.2 the default, known to ±5 %. */
export function lockOf(changes: Partial<ServingLock> = {}): ServingLock {
  return {
    toolVersion: '0.1.0',
    runtimeVersion: host.runtimeVersion,
    model: {
      path: 'model.onnx',
      sha256: model.sha256,
      graphHash: model.graphHash,
      baseBatch: 1,
      batching: 'declared',
      verifiedBatch: 4,
    },
    configuration: LOCKED,
    defaultConfiguration: runtimeDefault(1),
    objective: 'throughput',
    constraints: [],
    evidence: {
      studyId: '63b9c51c398c',
      measuredAt: '2026-01-02T03:04:05.000Z',
      speedupVsDefault: { value: 1.2, low: 1.14, high: 1.26 },
      keepDefault: false,
      confidence: 0.97,
      sessions: 4,
      throughputIps: { value: 120, low: 115, high: 125 },
      latencyMs: { mean: 16.5, p50: 16.4, p90: 18, p95: 18.6, p99: null },
      peakRssBytes: 2e8,
      sessionCreateMs: 70,
      cpuMsPerInference: 7,
      sliceSpread: 0.08,
      stealShare: 0,
      backgroundShare: 0.01,
    },
    hostClass: hostClassOf(host, 'cpu'),
    hostFingerprint: host.fingerprint,
    cpuModel: host.cpuModel,
    options: {},
    ...changes,
  };
}

export function setupOf(changes: Partial<CheckSetup> = {}): CheckSetup {
  return {
    lock: lockOf(),
    model: { sha256: model.sha256, graphHash: model.graphHash },
    host,
    baseline: null,
    other: null,
    constraints: [],
    band: 0.05,
    levels: DEFAULT_LEVELS,
    budgetMs: 60_000,
    ...changes,
  };
}

export interface SimulatedCheck {
  readonly setup?: Partial<CheckSetup>;
  readonly noise?: SimulatedNoise;
  readonly disturbance?: Disturbance;
  readonly seed?: number | string;
  /** True speed of each, relative to the default on the locked model. */
  readonly speeds?: {
    readonly locked?: number;
    readonly baseline?: number;
    readonly other?: number;
  };
  readonly fails?: (entrant: Entrant) => Failure | null;
}

/** Checks a lock on a simulated machine in virtual time: a default of 100 inferences a second. */
export async function simulateCheck(check: SimulatedCheck = {}): Promise<GateReport> {
  const time = createVirtualTime();
  const { locked = 1.2, baseline = 1.2, other = 1.2 } = check.speeds ?? {};
  const speedOf = (entrant: Entrant): number => {
    if (entrant.model !== undefined) return baseline;
    if (entrant.instances === LOCKED.instances) return locked;
    return entrant.copy === 3 ? other : 1;
  };
  const prober = createSimulatedProber({
    behaviour: (entrant) => check.fails?.(entrant) ?? behaviourOf(100 * speedOf(entrant)),
    noise: check.noise ?? USUAL,
    time,
    random: createRandom(`check ${check.seed ?? 1}`),
    ...(check.disturbance && { disturbance: check.disturbance }),
  });
  return runCheck(setupOf(check.setup), { prober, clock: time }, new AbortController().signal);
}
