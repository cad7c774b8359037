import type { ElementType } from './model-graph.ts';

/*
 * What onnxruntime-node 1.30 takes, found by giving it tiny models; the tests compare these figures with the runtime
 * that is installed.
 */

/** Below this onnxruntime promises nothing, and most operators have no kernel. */
export const OLDEST_OPSET = 7;

/** Newest version of each domain's operator set that the runtime loads. */
export const NEWEST_OPSETS: ReadonlyMap<string, number> = new Map([
  ['', 26],
  ['ai.onnx.ml', 5],
]);

export const NEWEST_IR_VERSION = 13;

/** Domains of operators built into the runtime. */
export const KNOWN_DOMAINS: ReadonlySet<string> = new Set([
  '',
  'ai.onnx.ml',
  'ai.onnx.preview',
  'ai.onnx.preview.training',
  'ai.onnx.training',
  'com.microsoft',
  'com.microsoft.experimental',
  'com.microsoft.nchwc',
  'com.ms.internal.nhwc',
  'org.pytorch.aten',
]);

/** Element types of tensors that can be passed between Node and the runtime as numbers. */
export const NODE_ELEMENT_TYPES: ReadonlySet<ElementType> = new Set<ElementType>([
  'float32',
  'float64',
  'float16',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'bool',
]);
