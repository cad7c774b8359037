import type { AttributeValue, GraphNode } from '../onnx/model-graph.ts';
import type { TensorFact } from '../onnx/shape-rule.ts';
import type { ValueFacts } from './price-node.ts';

/**
 * Text that two nodes share when they do the same to the same values, so that the runtime keeps one of them; null where
 * that is not looked into.
 */
export function equalityKey(node: GraphNode, values: ValueFacts): string | null {
  let key = `${node.domain}:${node.opType} ${node.outputs.length}`;
  for (const name of node.inputs) {
    key += `\n${(values.isConstant(name) ? contentsOf(values.factOf(name)) : null) ?? name}`;
  }
  for (const { name, value } of node.attributes) {
    const text = textOf(value);
    if (text === null) return null;
    key += `\n\n${name}=${text}`;
  }
  return key;
}

/** Constants up to this many elements are compared by what they hold. */
const SMALL = 8;

function contentsOf({ elementType, shape, value }: TensorFact): string | null {
  if (value === null || value.length > SMALL) return null;
  return `${elementType} [${shape}] ${value}`;
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
