import type { OperatorFamily } from '../../operators/operator.ts';
import { fitParameters } from '../surrogate/fit-parameters.ts';
import type { GraphWork, WorkUnit } from '../work/work-unit.ts';
import type { FamilyConstants, HostConstants } from './host-constants.ts';
import { type HostShape, parameterVector } from './parameter-vector.ts';
import { type Load, runTimeMs, workingSetBytes } from './run-time.ts';
import { type Conditions, unitTimeMs } from './unit-time.ts';

/** A unit of work whose time was profiled. */
export interface UnitSample {
  readonly unit: WorkUnit;
  readonly conditions: Conditions;
  readonly ms: number;
}

/** A whole model timed without a profiler, in every instance of a load at once. */
export interface RunSample {
  readonly work: GraphWork;
  readonly load: Load;
  readonly runMs: number;
  /** What ran in turns with it: their ratio says more than either time. Null for that one itself. */
  readonly reference: { readonly load: Load; readonly runMs: number } | null;
  /** Standard error of the logarithm of the ratio to the reference, or of `runMs` without one. */
  readonly logError: number;
}

/** Everything a calibration measured. */
export interface CalibrationData {
  readonly units: readonly UnitSample[];
  readonly runs: readonly RunSample[];
}

/** How well a law of a handful of constants can be expected to hold: standard deviation of the log. */
const LAW_DEVIATION = 0.12;
/** What runs do beside the kernels of the law (changes of layout, mostly) cancels in ratios, not in times. */
const RUN_DEVIATION = { time: 0.1, ratio: 0.07 } as const;
/** Half of the microsecond the runtime's profile counts in, ms. */
const RESOLUTION_MS = 0.0005;
/** Samples that the belief about a family's residual counts for. */
const PRIOR_SAMPLES = 3;

/**
 * Fits the constants of the cost law to what a host was measured to do: kernels and whole runs together, in the logarithm
 * of time, so that every kernel counts alike. Families without samples keep their prior, and say so by its deviation.
 */
export function fitConstants(
  data: CalibrationData,
  shape: HostShape,
  families: readonly OperatorFamily[],
): HostConstants {
  const vector = parameterVector(shape, families);
  const certain = vector.priors.map(() => 0);
  let last: { readonly at: readonly number[]; readonly host: HostConstants } | null = null;
  const hostAt = (values: readonly number[]): HostConstants => {
    if (last?.at !== values) last = { at: values, host: vector.constants(values, certain) };
    return last.host;
  };
  const unitsOf = new Map(vector.families.map((f) => [f, touchedBy(f, data)]));
  const { values, deviations } = fitParameters(
    {
      count: data.units.length + data.runs.length,
      residual: (at, i) => residualOf(data, hostAt(at), i),
      touchedBy: (i) => unitsOf.get(vector.families[i] ?? null) ?? [],
    },
    vector.priors,
  );
  return withResiduals(vector.constants(values, deviations), data.units);
}

/** Samples a family has a part in, kernels first, then runs; all of them for constants of the whole host (null). */
function touchedBy(family: string | null, { units, runs }: CalibrationData): readonly number[] {
  const has = (unit: WorkUnit): boolean => family === null || unit.family === family;
  return [
    ...units.flatMap((s, i) => (has(s.unit) ? [i] : [])),
    ...runs.flatMap((r, i) => (r.work.units.some(has) ? [units.length + i] : [])),
  ];
}

function residualOf({ units, runs }: CalibrationData, host: HostConstants, index: number): number {
  const unit = units[index];
  if (unit !== undefined) return unitResidual(unit, host) / unitDeviation(unit);
  const run = runs[index - units.length] as RunSample;
  const law = run.reference === null ? RUN_DEVIATION.time : RUN_DEVIATION.ratio;
  return runResidual(run, host) / Math.hypot(run.logError, law);
}

function unitResidual({ unit, conditions, ms }: UnitSample, host: HostConstants): number {
  const predicted = unitTimeMs(unit, host, conditions) + host.sharing.profilingMs.value;
  return Math.log(predicted / Math.max(RESOLUTION_MS, ms));
}

function unitDeviation({ ms }: UnitSample): number {
  return Math.hypot(LAW_DEVIATION, RESOLUTION_MS / Math.max(RESOLUTION_MS, ms));
}

function runResidual({ work, load, runMs, reference }: RunSample, host: HostConstants): number {
  const excess = (l: Load, ms: number): number => Math.log(runTimeMs(work, host, l) / ms);
  return excess(load, runMs) - (reference === null ? 0 : excess(reference.load, reference.runMs));
}

function withResiduals(host: HostConstants, samples: readonly UnitSample[]): HostConstants {
  const residual = (family: string, constants: FamilyConstants): number => {
    const own = samples.filter((s) => s.unit.family === family);
    const squares = own.reduce((sum, s) => sum + unitResidual(s, host) ** 2, 0);
    const prior = PRIOR_SAMPLES * constants.residual ** 2;
    return Math.sqrt((squares + prior) / (own.length + PRIOR_SAMPLES));
  };
  const families = Object.fromEntries(
    Object.entries(host.families).map(([name, f]) => [name, { ...f, residual: residual(name, f) }]),
  );
  return { ...host, families };
}

/** Conditions of a profiled session that has the machine to itself. */
export function soleConditions(work: GraphWork, threads: number, spinning: boolean): Conditions {
  return { threads, spinning, instances: 1, workingSetBytes: workingSetBytes(work) };
}
