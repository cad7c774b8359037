import type { ElementType } from '../onnx/model-graph.ts';

/** Names of scalar inputs that steer a model rather than carry data, and what to feed them by default. */
const BY_NAME: readonly (readonly [pattern: RegExp, value: number])[] = [
  [/^(sr|rate|.*sampl\w*_?rate)$/i, 16_000],
  [/max_?(new_?)?(len|tokens)/i, 32],
  [/min_?(new_?)?(len|tokens)/i, 1],
  [/num_?beams/i, 4],
  [/top_?k/i, 50],
  [/top_?p/i, 0.9],
  [/iou/i, 0.5],
  [/(score|conf\w*)_?thr/i, 0.25],
  [/max_?(output_?)?box/i, 100],
  [/noise_?scale/i, 0.667],
  [/(speaker|voice|sid|language|lang)(_?id)?$/i, 0],
  [/eos|pad|bos/i, 0],
];

/** A single number fed to the model the same way in every run; 1 where the name says nothing. */
export function controlValue(name: string, elementType: ElementType): number {
  const known = BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? 1;
  return /^(u?int|bool)/.test(elementType) ? Math.round(known) : known;
}
