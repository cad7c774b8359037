import { printable } from '../core/printable.ts';
import type { GraphNode } from './model-graph.ts';

/** A node as a person finds it again: operator, and its name or else what it makes. Safe to print. */
export function describeNode(node: GraphNode): string {
  const operator = `${node.domain === '' ? '' : `${printable(node.domain)}::`}${printable(node.opType)}`;
  if (node.name !== '') return `node "${printable(node.name)}" (${operator})`;
  const output = node.outputs.find((name) => name !== '');
  return output === undefined
    ? `a nameless ${operator} node`
    : `the ${operator} node that makes "${printable(output)}"`;
}
