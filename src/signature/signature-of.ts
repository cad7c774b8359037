import type { ElementType } from '../onnx/model-graph.ts';
import { graphStructure } from '../work/graph-structure.ts';
import type { GraphWork, WorkUnit } from '../work/work-unit.ts';
import type { InputKinds } from './input-kinds.ts';
import { bytesMoved, FAMILIES, referenceSeconds } from './reference-machine.ts';
import { CACHES, DURATIONS, INTENSITIES, SIGNATURE_VERSION, type Signature } from './signature.ts';
import { logSpectrum } from './spectrum.ts';

const MIB = 2 ** 20;

const QUANTISED: ReadonlySet<ElementType> = new Set<ElementType>([
  'int8',
  'uint8',
  'int4',
  'uint4',
]);
const HALF: ReadonlySet<ElementType> = new Set<ElementType>(['float16', 'bfloat16']);

/** Signature of a model from the work it does; models are compared at the same batch size, by convention 1. */
export function signatureOf(work: GraphWork, inputs: InputKinds): Signature {
  const { units } = work;
  const seconds = units.map((u) => u.times * referenceSeconds(u));
  const spectrum = (of: (unit: WorkUnit) => number, points: readonly number[]) =>
    logSpectrum(
      units.map((unit, i) => ({ value: of(unit), weight: seconds[i] ?? 0 })),
      points,
    );
  const totalSeconds = sum(seconds);
  const timeShare = (belongs: (unit: WorkUnit) => boolean): number => {
    const own = units.reduce((time, u, i) => time + (belongs(u) ? (seconds[i] ?? 0) : 0), 0);
    return totalSeconds === 0 ? 0 : own / totalSeconds;
  };
  const weights = sum(units.map((u) => u.weightBytes));
  const structure = graphStructure(units);
  return {
    version: SIGNATURE_VERSION,
    batch: work.batch,
    parts: {
      time: shares(units, seconds),
      flops: shares(
        units,
        units.map((u) => u.times * u.flops),
      ),
      bytes: shares(
        units,
        units.map((u) => u.times * bytesMoved(u)),
      ),
      totals: [
        sum(units.map((u) => u.times * u.flops)),
        sum(units.map((u) => u.times * bytesMoved(u))),
        weights,
        sum(units.map((u) => u.times)),
      ].map((total) => Math.log10(1 + total)),
      intensity: spectrum((u) => u.flops / Math.max(1, bytesMoved(u)), INTENSITIES),
      duration: spectrum(referenceSeconds, DURATIONS),
      workingSet: spectrum(bytesMoved, CACHES),
      weights: [MIB, 32 * MIB].map((cache) => weights / (weights + cache)),
      structure: [
        Math.log2(structure.width),
        Math.log2(Math.max(1, structure.depth)),
        timeShare((u) => u.steps > 1),
      ],
      inputs: [inputs.image, inputs.sequence, inputs.dynamic].map(Number),
      precision: [QUANTISED, HALF].map((types) => timeShare((u) => types.has(u.elementType))),
    },
  };
}

/** Share of each family in amounts given by unit; all zeros where there is nothing to share. */
function shares(units: readonly WorkUnit[], amounts: readonly number[]): readonly number[] {
  const total = sum(amounts);
  const byFamily = new Map<string, number>();
  units.forEach(({ family }, i) => {
    byFamily.set(family, (byFamily.get(family) ?? 0) + (amounts[i] ?? 0));
  });
  return FAMILIES.map((f) => (total === 0 ? 0 : (byFamily.get(f) ?? 0) / total));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, v) => total + v, 0);
}
