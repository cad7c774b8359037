import type { OperatorFamily } from '../../operators/operator.ts';
import type { WorkUnit } from '../work/work-unit.ts';

/**
 * Arithmetic operations per second of one core that exists nowhere but is much like a present x86 core with AVX2: dense
 * products reach most of its peak, 8-bit ones twice that; a depthwise convolution, which reuses little, a fifth; work
 * that is done number by number a few per nanosecond. What it does not count as arithmetic (copies, views) is bound by
 * its memory. A signature needs shares of time that are the same everywhere and always; so these figures are no
 * measurements and never change within a version of the signature.
 */
const RATES: Readonly<Record<OperatorFamily, number>> = {
  conv: 60e9,
  'depthwise-conv': 12e9,
  matmul: 60e9,
  attention: 40e9,
  recurrent: 30e9,
  'quantised-conv': 120e9,
  'quantised-matmul': 120e9,
  quantisation: 4e9,
  normalisation: 4e9,
  softmax: 2e9,
  activation: 4e9,
  elementwise: 4e9,
  reduction: 4e9,
  pooling: 6e9,
  resize: 2e9,
  gather: 4e9,
  'data-movement': 4e9,
  shape: 4e9,
  'control-flow': 4e9,
  detection: 1e9,
  random: 0.5e9,
  signal: 8e9,
};

/** Bytes per second between the core and its memory. */
const BANDWIDTH = 12e9;

/** Seconds to start one kernel. */
const OVERHEAD = 2e-6;

/** All families, in the order in which signatures hold them. */
export const FAMILIES: readonly OperatorFamily[] = Object.keys(RATES) as readonly OperatorFamily[];

/** Seconds one execution of a unit takes on the reference machine: the roofline, and the start of the kernel. */
export function referenceSeconds(unit: WorkUnit): number {
  const compute = unit.flops / RATES[unit.family];
  return OVERHEAD + Math.max(compute, bytesMoved(unit) / BANDWIDTH);
}

/** Bytes one execution moves. */
export function bytesMoved(unit: WorkUnit): number {
  return unit.bytesRead + unit.weightBytes + unit.bytesWritten;
}
