import { operatorName, type Step } from './step.ts';

/**
 * Gives every user of a DequantizeLinear one of its own, as the runtime does before it looks for operators between
 * quantised values: each can then become part of its user's kernel.
 */
export function ownDequantisers(steps: readonly Step[], kept: readonly string[]): readonly Step[] {
  if (!steps.some(isDequantiser)) return steps;
  const makers = new Map(steps.filter(isDequantiser).map((s) => [s.outputs[0] ?? '', s]));
  // One that makes an output of the model is not free to become part of another kernel.
  const taken = new Set(kept.flatMap((value) => makers.get(value) ?? []));
  return steps.flatMap((step, index) => {
    const copies: Step[] = [];
    let user = step;
    for (const value of new Set(step.inputs)) {
      const maker = makers.get(value);
      if (maker === undefined) continue;
      if (taken.has(maker)) {
        const name = `${value} for step ${index}`;
        copies.push(renamedOutput(maker, value, name));
        user = renamedInput(user, value, name);
      }
      taken.add(maker);
    }
    return [...copies, user];
  });
}

function isDequantiser(step: Step): boolean {
  return operatorName(step.node) === 'DequantizeLinear';
}

function renamedOutput(step: Step, from: string, to: string): Step {
  const writes = new Map(
    [...step.writes].map(([name, bytes]) => [name === from ? to : name, bytes]),
  );
  return { ...step, outputs: step.outputs.map((o) => (o === from ? to : o)), writes };
}

function renamedInput(step: Step, from: string, to: string): Step {
  const reads = new Map([...step.reads].map(([name, bytes]) => [name === from ? to : name, bytes]));
  return { ...step, inputs: step.inputs.map((i) => (i === from ? to : i)), reads };
}
