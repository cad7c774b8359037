import { ATTENTION_BENCHMARKS } from './attention.ts';
import { CONV_BENCHMARKS } from './conv.ts';
import { MATMUL_BENCHMARKS } from './matmul.ts';
import type { MicroBenchmark } from './micro-benchmark.ts';
import { MOVEMENT_BENCHMARKS } from './movement.ts';
import { NORMALISATION_BENCHMARKS } from './normalisation.ts';
import { POINTWISE_BENCHMARKS } from './pointwise.ts';
import { QUANTISED_BENCHMARKS } from './quantised.ts';
import { RECURRENT_BENCHMARKS } from './recurrent.ts';

/** Every micro-benchmark: what a host is calibrated with. */
export const MICRO_BENCHMARKS: readonly MicroBenchmark[] = [
  ...CONV_BENCHMARKS,
  ...MATMUL_BENCHMARKS,
  ...ATTENTION_BENCHMARKS,
  ...NORMALISATION_BENCHMARKS,
  ...POINTWISE_BENCHMARKS,
  ...MOVEMENT_BENCHMARKS,
  ...RECURRENT_BENCHMARKS,
  ...QUANTISED_BENCHMARKS,
];
