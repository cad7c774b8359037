import type { LoweredGraph } from './lower-graph.ts';
import type { Step } from './step.ts';
import type { WorkUnit } from './work-unit.ts';

/** Steps as units of work, with the units each has to wait for. */
export function workUnits(steps: readonly Step[], lowered: LoweredGraph): readonly WorkUnit[] {
  const makers = new Map<string, number>();
  return steps.map((step, index) => {
    const after = new Set<number>();
    for (const input of step.inputs) addMakers(input, makers, lowered, after);
    for (const output of step.outputs) makers.set(output, index);
    return unitOf(
      step,
      [...after].sort((a, b) => a - b),
    );
  });
}

/** Follows values that stand for others to the units that make those. */
function addMakers(
  value: string,
  makers: ReadonlyMap<string, number>,
  lowered: LoweredGraph,
  after: Set<number>,
): void {
  const direct = makers.get(value);
  if (direct !== undefined) {
    after.add(direct);
    return;
  }
  if (!lowered.origins.has(value)) return;
  const seen = new Set<string>();
  const waiting = [value];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name === '' || seen.has(name)) continue;
    seen.add(name);
    const maker = makers.get(name);
    if (maker === undefined) waiting.push(...(lowered.origins.get(name) ?? []));
    else after.add(maker);
  }
}

function unitOf(step: Step, after: readonly number[]): WorkUnit {
  return {
    family: step.family,
    label: step.label,
    node: step.node.name,
    nodes: step.nodes.map((n) => n.name),
    outputs: step.outputs.filter((o) => o !== ''),
    after,
    elementType: step.elementType,
    flops: step.flops,
    bytesRead: sum(step.reads),
    weightBytes: step.weightBytes,
    bytesWritten: sum(step.writes),
    width: step.width,
    steps: step.steps,
    product: step.product,
    times: step.times,
  };
}

function sum(bytes: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const b of bytes.values()) total += b;
  return total;
}
