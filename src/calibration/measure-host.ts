import { BENCHMARK_PREFIX } from '../../operators/benchmarks/micro-benchmark.ts';
import type { CalibrationData, RunSample, UnitSample } from '../cost/fit-constants.ts';
import { soleConditions } from '../cost/fit-constants.ts';
import { matchKernels, type TimedUnit } from '../cost/match-kernels.ts';
import type { Load } from '../cost/run-time.ts';
import { type Configuration, runtimeDefault } from '../space/configuration.ts';
import type { HeatResult } from '../study/prober.ts';
import type { Measurement } from '../study/trial.ts';
import type { GraphWork } from '../work/work-unit.ts';
import type { CalibrationPlan, SharingModel } from './calibration-plan.ts';
import type { PatchworkModel } from './patchwork-model.ts';

/** A kernel of a profile, as the measuring side reports it. */
export interface MeasuredProfile {
  readonly batch: number;
  readonly kernels: readonly { readonly node: string; readonly ms: number }[];
}

/** What a calibration needs of the machine. */
export interface CalibrationBench {
  profile(
    model: PatchworkModel,
    configuration: Configuration,
    batches: readonly number[],
    signal: AbortSignal,
  ): Promise<readonly MeasuredProfile[]>;
  /** One heat of the configurations, the first as reference, of so many rounds. */
  heat(
    model: PatchworkModel,
    configurations: readonly Configuration[],
    rounds: number,
    signal: AbortSignal,
  ): Promise<HeatResult>;
}

/** What is being done, and how much of the whole is done before it, from 0 to 1. */
export type ReportStep = (step: string, done: number) => void;

/** Makes the model of some micro-benchmarks, ready to be run. */
export type MakePatchwork = (benchmarks: SharingModel['benchmarks']) => PatchworkModel;

/** Does what the plan says. Heats that fail leave their samples out: constants then keep their priors. */
export async function measureHost(
  plan: CalibrationPlan,
  { bench, make, provider }: { bench: CalibrationBench; make: MakePatchwork; provider: string },
  report: ReportStep,
  signal: AbortSignal,
): Promise<CalibrationData> {
  const steps = plan.profiles.length + plan.sharing.length;
  let done = 0;
  const units: UnitSample[] = [];
  const all = make(plan.benchmarks);
  for (const pass of plan.profiles) {
    report(
      `kernels with ${pass.threads} ${pass.threads === 1 ? 'thread' : 'threads'}`,
      done++ / steps,
    );
    const configuration = configurationOf({ instances: 1, ...pass }, provider);
    for (const profile of await bench.profile(all, configuration, pass.batches, signal)) {
      const work = all.work(profile.batch);
      const conditions = soleConditions(work, pass.threads, pass.spinning);
      const { units: timed } = matchKernels(work, profile.kernels);
      units.push(...timed.filter(isBenchmark).map((t) => ({ ...t, conditions })));
    }
  }
  const runs: RunSample[] = [];
  for (const { name, benchmarks } of plan.sharing) {
    report(`instances beside each other: ${name}`, done++ / steps);
    const model = make(benchmarks);
    const configurations = plan.loads.map((load) => configurationOf(load, provider));
    const result = await bench.heat(model, configurations, plan.rounds, signal);
    runs.push(...runSamples(model.work(1), plan.loads, result));
  }
  report('fitting', 1);
  return { units, runs };
}

/** What cuts the input to size is no benchmark. */
function isBenchmark({ unit }: TimedUnit): boolean {
  return unit.node.startsWith(BENCHMARK_PREFIX);
}

function configurationOf(load: Load, provider: string): Configuration {
  const { instances, threads, spinning } = load;
  return { ...runtimeDefault(1, provider), instances, intraOpThreads: threads, spinning };
}

/** Time of one run of one sample in each instance, ms. */
function runMsOf({ throughputIps }: Measurement, { instances }: Load): number {
  return (1000 * instances) / throughputIps.value;
}

function runSamples(
  work: GraphWork,
  loads: readonly Load[],
  { reference, challengers }: HeatResult,
): readonly RunSample[] {
  const [first, ...others] = loads;
  if (reference.status !== 'measured' || first === undefined) return [];
  const base = { load: first, runMs: runMsOf(reference.measurement, first) };
  const paired = challengers.flatMap((outcome, i) => {
    const load = others[i];
    if (outcome.status !== 'measured' || load === undefined) return [];
    const { standardError } = outcome.measurement.logRatio.throughput;
    const runMs = runMsOf(outcome.measurement, load);
    return [{ work, load, runMs, reference: base, logError: standardError }];
  });
  return [{ work, ...base, reference: null, logError: 0 }, ...paired];
}
