import {
  BENCHMARK_PREFIX,
  type MicroBenchmark,
} from '../../operators/benchmarks/micro-benchmark.ts';
import { MICRO_BENCHMARKS } from '../../operators/benchmarks/micro-benchmarks.ts';
import type { Load } from '../cost/run-time.ts';

/** One profiled session over the patchwork of all micro-benchmarks. */
export interface ProfilePass {
  readonly threads: number;
  readonly spinning: boolean;
  readonly batches: readonly number[];
}

/** A small model that is timed in several loads against each other. */
export interface SharingModel {
  readonly name: string;
  readonly benchmarks: readonly MicroBenchmark[];
}

/** What a calibration will measure. */
export interface CalibrationPlan {
  readonly benchmarks: readonly MicroBenchmark[];
  readonly profiles: readonly ProfilePass[];
  readonly sharing: readonly SharingModel[];
  /** The first is the reference: one instance with one thread. */
  readonly loads: readonly Load[];
  /** Rounds of each heat. */
  readonly rounds: number;
}

const named = (...names: readonly string[]): readonly MicroBenchmark[] =>
  MICRO_BENCHMARKS.filter((b) => names.includes(b.name.slice(BENCHMARK_PREFIX.length)));

/** Kernels that compute, kernels that stream from memory, and kernels that are over before a thread has woken up. */
const SHARING_MODELS: readonly SharingModel[] = [
  { name: 'compute', benchmarks: named('conv/3x3-deep', 'conv/1x1-wide', 'matmul/sequence-768') },
  { name: 'memory', benchmarks: named('elementwise/2m', 'matmul/row-2048') },
  {
    name: 'light',
    benchmarks: named(
      'conv/3x3-small',
      'depthwise-conv/small',
      'matmul/row-64',
      'matmul/sequence-64',
      'elementwise/4k',
      'activation/tanh',
      'softmax/classes',
      'normalisation/rows-768',
      'pooling/global',
      'gather/embedding',
    ),
  },
];

/** Plan for a host of `cores` usable cores; the quick form leaves out what changes least from host to host. */
export function calibrationPlan(cores: number, quick: boolean): CalibrationPlan {
  const counts = [...new Set([1, ...powersOfTwo(cores), cores])];
  const threads = quick ? [...new Set([1, cores])] : counts;
  const spinning: readonly ProfilePass[] = threads.map((t) => ({
    threads: t,
    spinning: true,
    batches: [1, 8],
  }));
  const sleeping: readonly ProfilePass[] =
    cores === 1 ? [] : [{ threads: cores, spinning: false, batches: [1] }];
  return {
    benchmarks: MICRO_BENCHMARKS,
    profiles: [...spinning, ...(quick ? [] : sleeping)],
    sharing: quick ? SHARING_MODELS.filter((m) => m.name !== 'light') : SHARING_MODELS,
    loads: loadsFor(cores),
    rounds: quick ? 5 : 10,
  };
}

/** One instance alone, all cores in one, one core each, and twice as many of either as there is room for. */
function loadsFor(cores: number): readonly Load[] {
  const load = (instances: number, threads: number): Load => ({
    instances,
    threads,
    spinning: true,
  });
  if (cores === 1) return [load(1, 1), load(2, 1)];
  // Processes beyond this many take longer to start than what they would tell is worth.
  const many = Math.min(cores, 8);
  return [load(1, 1), load(1, cores), load(many, 1), load(2, cores), load(2 * many, 1)];
}

function powersOfTwo(limit: number): readonly number[] {
  const powers: number[] = [];
  for (let p = 1; p < limit; p *= 2) powers.push(p);
  return powers;
}
