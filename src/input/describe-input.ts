import { printable } from '../core/printable.ts';
import type { Dimension, ValueInfo } from '../onnx/model-graph.ts';

/** An input as its model declares it, for people: `"x" float32 [N, 3, 224, 224]`; `?` where a size is not declared. */
export function describeInput(input: ValueInfo): string {
  const name = `"${printable(input.name)}"`;
  if (input.type.kind !== 'tensor') return `${name} (a ${input.type.kind})`;
  const { elementType, shape } = input.type;
  return shape === null ? `${name} ${elementType}` : `${name} ${elementType} ${shapeText(shape)}`;
}

/** A shape for people: `[N, 3, ?]`. */
export function shapeText(shape: readonly Dimension[]): string {
  const sizes = shape.map((d) => (typeof d === 'string' && d !== '' ? printable(d, 40) : d));
  return `[${sizes.map((d) => (d === null || d === '' ? '?' : d)).join(', ')}]`;
}

/** The first few of many, for a message. */
export function listSome(texts: readonly string[], limit = 10): string {
  const more = texts.length - limit;
  const shown = texts.slice(0, limit).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
