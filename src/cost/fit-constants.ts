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
  /** Standard error of the logarithm of `runMs`. */
  readonly logError: number;
}

/** Everything a calibration measured. */
export interface CalibrationData {
  readonly units: readonly UnitSample[];
  readonly runs: readonly RunSample[];
}

/** How well a law of a handful of constants can be expected to hold: standard deviation of the log. */
const LAW_DEVIATION = 0.12;
/** A run sums over many kernels, whose errors cancel in part. */
const RUN_DEVIATION = 0.05;
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
  const residualsOf = (values: readonly number[]): readonly number[] => {
    const host = vector.constants(values, certain);
    return [
      ...data.units.map((s) => unitResidual(s, host) / unitDeviation(s)),
      ...data.runs.map((s) => runResidual(s, host) / Math.hypot(s.logError, RUN_DEVIATION)),
    ];
  };
  const { values, deviations } = fitParameters(residualsOf, vector.priors);
  return withResiduals(vector.constants(values, deviations), data.units);
}

function unitResidual({ unit, conditions, ms }: UnitSample, host: HostConstants): number {
  return Math.log(unitTimeMs(unit, host, conditions) / Math.max(RESOLUTION_MS, ms));
}

function unitDeviation({ ms }: UnitSample): number {
  return Math.hypot(LAW_DEVIATION, RESOLUTION_MS / Math.max(RESOLUTION_MS, ms));
}

function runResidual({ work, load, runMs }: RunSample, host: HostConstants): number {
  return Math.log(runTimeMs(work, host, load) / runMs);
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
