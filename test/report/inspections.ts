import type { Inspection } from '../../src/report/inspection.ts';
import { inputKinds } from '../../src/signature/input-kinds.ts';
import { signatureOf } from '../../src/signature/signature-of.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import { unitOf, workOf } from '../cost/cost-fixtures.ts';
import { tinyPerceptron } from '../support/tiny-model.ts';

const signature = signatureOf(workOf([unitOf()]), inputKinds(tinyPerceptron()));

/** A convolutional network, looked at on a machine that was calibrated. */
export function inspectionOf(changes: Partial<Inspection> = {}): Inspection {
  const reference = runtimeDefault(1);
  return {
    path: '/models/net.onnx',
    fileBytes: 5_000_000,
    opset: 17,
    producer: 'pytorch',
    nodes: 65,
    inputs: [
      {
        name: 'image',
        elementType: 'float32',
        declared: ['N', 3, 'height', 'width'],
        sizes: [1, 3, 224, 224],
        batchAxis: 0,
      },
    ],
    outputs: [
      {
        name: 'logits',
        elementType: 'float32',
        declared: ['N', 1000],
        sizes: [1, 1000],
        batchAxis: 0,
      },
    ],
    notes: ['image: dimension 2 = 224, dimension 3 = 224 are assumed'],
    batch: 1,
    parameters: 1_235_496,
    weightBytes: 4_941_984,
    flops: 704e6,
    bytesMoved: 50e6,
    activationPeakBytes: 6.2e6,
    kernels: 40,
    width: 1.3,
    depth: 29,
    families: [
      { family: 'conv', kernels: 26, time: 0.93, flops: 0.99, bytes: 0.7 },
      { family: 'pooling', kernels: 4, time: 0.063, flops: 0.004, bytes: 0.2 },
      { family: 'softmax', kernels: 1, time: 0.007, flops: 0.006, bytes: 0.1 },
    ],
    timeBasis: 'this machine',
    batching: { status: 'declared', baseBatch: 1, changes: 0, obstacle: null },
    unknownOperators: [],
    unresolved: [],
    signature,
    neighbours: [
      {
        name: 'SqueezeNet 1.1',
        similarity: 0.98,
        reasons: ['both spend 93 % of their time in conv'],
      },
    ],
    expectation: {
      default: {
        configuration: reference,
        throughputIps: 197,
        logDeviation: 0.09,
        memoryBytes: 1.1e8,
      },
      best: {
        configuration: { ...reference, instances: 2, intraOpThreads: 1 },
        throughputIps: 230,
        logDeviation: 0.09,
        memoryBytes: 2.2e8,
      },
      ratio: 230 / 197,
      configurations: 48,
    },
    profile: null,
    ...changes,
  };
}

export const PROFILED: Inspection = inspectionOf({
  profile: {
    runs: 19,
    runMs: 5.6,
    kernelMs: 5.2,
    predictedRunMs: 5.1,
    families: [
      { family: 'conv', kernels: 26, measuredMs: 4.7, measuredShare: 0.9, predictedShare: 0.93 },
      { family: 'layout', kernels: 2, measuredMs: 0.3, measuredShare: 0.06, predictedShare: null },
      {
        family: 'pooling',
        kernels: 4,
        measuredMs: 0.2,
        measuredShare: 0.04,
        predictedShare: 0.063,
      },
    ],
    slowest: [{ node: 'conv1_nchwc', opType: 'Conv', ms: 0.9 }],
    fallbacks: [{ opType: 'TopK', provider: 'CPUExecutionProvider', count: 2 }],
  },
});

const EVIL = '\u001b[2J</script>\u202e`$(rm -rf ~)`';

export const HOSTILE_INSPECTION: Inspection = inspectionOf({
  path: `/models/${EVIL}.onnx`,
  producer: EVIL,
  inputs: [
    { name: EVIL, elementType: 'float32', declared: [EVIL, null], sizes: null, batchAxis: null },
  ],
  outputs: [{ name: EVIL, elementType: 'sequence', declared: null, sizes: null, batchAxis: null }],
  notes: [EVIL],
  batching: {
    status: 'fixed',
    baseBatch: 1,
    changes: 0,
    obstacle: { node: EVIL, opType: EVIL, reason: EVIL },
  },
  unknownOperators: [EVIL],
  unresolved: [EVIL],
  neighbours: [{ name: EVIL, similarity: 0.1, reasons: [EVIL] }],
  profile: {
    runs: 3,
    runMs: 1,
    kernelMs: 1,
    predictedRunMs: null,
    families: [
      { family: 'other', kernels: 1, measuredMs: 1, measuredShare: 1, predictedShare: null },
    ],
    slowest: [{ node: EVIL, opType: EVIL, ms: 1 }],
    fallbacks: [{ opType: EVIL, provider: EVIL, count: 1 }],
  },
});
