import type { AttributeValue, GraphNode, Tensor } from '../src/onnx/model-graph.ts';

function find<K extends AttributeValue['kind']>(
  node: GraphNode,
  name: string,
  kind: K,
): Extract<AttributeValue, { kind: K }> | undefined {
  const value = node.attributes.find((a) => a.name === name)?.value;
  return value?.kind === kind ? (value as Extract<AttributeValue, { kind: K }>) : undefined;
}

/** Integer attribute, or `fallback` where it is absent. */
export function intAttribute(node: GraphNode, name: string, fallback: number): number {
  const value = find(node, name, 'int');
  return value === undefined ? fallback : Number(value.value);
}

/** Integer list attribute; undefined where it is absent. */
export function intsAttribute(node: GraphNode, name: string): readonly number[] | undefined {
  return find(node, name, 'ints')?.value.map(Number);
}

/** Float attribute, or `fallback` where it is absent. */
export function floatAttribute(node: GraphNode, name: string, fallback: number): number {
  return find(node, name, 'float')?.value ?? fallback;
}

/** Float list attribute; undefined where it is absent. */
export function floatsAttribute(node: GraphNode, name: string): readonly number[] | undefined {
  return find(node, name, 'floats')?.value;
}

/** String attribute, or `fallback` where it is absent. Attribute strings of the standard are ASCII. */
export function stringAttribute(node: GraphNode, name: string, fallback: string): string {
  const bytes = find(node, name, 'string')?.value;
  return bytes === undefined ? fallback : String.fromCharCode(...bytes.subarray(0, 1024));
}

/** Tensor attribute; undefined where it is absent. */
export function tensorAttribute(node: GraphNode, name: string): Tensor | undefined {
  return find(node, name, 'tensor')?.value;
}
