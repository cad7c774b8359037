/**
 * Execution providers whose operators run on a device of their own (GPU, neural engine) with memory and an order of work
 * of its own. The CPU's thread pool only serves what falls back to the CPU. The others (`cpu`, `xnnpack`, `openvino`, …)
 * share the cores with everybody else.
 */
const ACCELERATORS: ReadonlySet<string> = new Set([
  'cuda',
  'tensorrt',
  'webgpu',
  'dml',
  'coreml',
  'rocm',
  'qnn',
]);

/** Whether a provider runs operators on a device of its own. */
export function isAccelerator(provider: string): boolean {
  return ACCELERATORS.has(provider);
}
