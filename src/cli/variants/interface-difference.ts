import { printable } from '../../core/printable.ts';
import type { ModelFacts } from '../../study/study-header.ts';

type Ports = ModelFacts['inputs'];
type Port = Ports[number];

/** How two models differ in what goes in and comes out, in words; null where one can take the other's place. */
export function interfaceDifference(
  a: Pick<ModelFacts, 'inputs' | 'outputs'>,
  b: Pick<ModelFacts, 'inputs' | 'outputs'>,
): string | null {
  return (
    portsDifference('input', a.inputs, b.inputs) ?? portsDifference('output', a.outputs, b.outputs)
  );
}

function portsDifference(kind: string, a: Ports, b: Ports): string | null {
  if (a.length !== b.length) return `the number of ${kind}s (${b.length} and ${a.length})`;
  for (const [i, port] of a.entries()) {
    // Names differ between exporters; order is what both agree on where a name is missing.
    const other = b.find((p) => p.name === port.name) ?? b[i];
    if (other === undefined) continue;
    const name = `the ${kind} ${printable(port.name, 40)}`;
    if (other.elementType !== port.elementType) {
      return `the type of ${name} (${other.elementType} and ${port.elementType})`;
    }
    if (!isSameShape(port, other)) {
      return `the shape of ${name} (${shapeOf(other)} and ${shapeOf(port)})`;
    }
  }
  return null;
}

const shapeOf = ({ shape }: Port): string =>
  `[${shape.map((size) => (typeof size === 'string' ? printable(size, 20) : String(size ?? '?'))).join(', ')}]`;

/** Sizes that the file leaves open, and the batch, fit everything. */
function isSameShape(a: Port, b: Port): boolean {
  if (a.shape.length !== b.shape.length) return false;
  return a.shape.every((size, axis) => {
    const other = b.shape[axis];
    const isBatch = a.batchAxis === axis && b.batchAxis === axis;
    return isBatch || typeof size !== 'number' || typeof other !== 'number' || size === other;
  });
}
