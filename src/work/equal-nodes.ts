import type { AttributeValue, GraphNode } from '../onnx/model-graph.ts';
import type { TensorFact } from '../onnx/shape-rule.ts';

/**
 * Text that two nodes share when they do the same to the same values, so that the runtime keeps one of them; null where
 * that is not looked into.
 */
export function equalityKey(
  node: GraphNode,
  constantOf: (value: string) => TensorFact | null,
): string | null {
  const inputs = node.inputs.map((name) => contentsOf(constantOf(name)) ?? name);
  const parts = [node.domain, node.opType, String(node.outputs.length), inputs.join('\n')];
  for (const { name, value } of node.attributes) {
    const text = textOf(value);
    if (text === null) return null;
    parts.push(`${name}=${text}`);
  }
  return parts.join('\n\n');
}

/** Constants up to this many elements are compared by what they hold. */
const SMALL = 8;

function contentsOf(constant: TensorFact | null): string | null {
  const value = constant?.value;
  if (value == null || value.length > SMALL) return null;
  return `${constant?.elementType} [${constant?.shape}] ${value}`;
}

function textOf(value: AttributeValue): string | null {
  switch (value.kind) {
    case 'int':
    case 'float':
    case 'ints':
    case 'floats':
    case 'string':
      return String(value.value);
    default:
      return null;
  }
}
