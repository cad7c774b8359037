import type { Pattern, StepPattern } from './pattern.ts';
import type { ValueFacts } from './price-node.ts';
import type { Step } from './step.ts';
import type { StepGraph } from './step-graph.ts';

/** Steps and values that a pattern found. */
export interface Match {
  readonly root: Step;
  /** All steps matched, the root included, each once, in the order of the graph. */
  readonly steps: readonly Step[];
  readonly values: ReadonlyMap<string, string>;
  readonly named: ReadonlyMap<string, Step>;
}

interface Found {
  readonly steps: readonly Step[];
  readonly values: ReadonlyMap<string, string>;
  readonly named: ReadonlyMap<string, Step>;
}

interface Context {
  readonly facts: ValueFacts;
  readonly graph: StepGraph;
  readonly scope: number;
}

const EMPTY: Found = { steps: [], values: new Map(), named: new Map() };

/** Operators whose two operands may be in either order. */
const COMMUTES = new Set(['Add', 'Mul', 'Sum', 'Max', 'Min', 'And', 'Or']);

/**
 * Matches a pattern that ends in this step. Null where it does not hold, or where a step inside leaves a value to others
 * (but for its shape, where `shapesAreFree`). Steps of other bodies are never part of a match.
 */
export function matchPattern(
  pattern: StepPattern,
  root: Step,
  graph: StepGraph,
  facts: ValueFacts,
  shapesAreFree = false,
): Match | null {
  const context: Context = { facts, graph, scope: root.scope };
  // One order of the operands may lead to a step that others use, the other not.
  const orders = commutes(root) ? [root.inputs, root.inputs.toReversed()] : [root.inputs];
  for (const operands of orders) {
    const found = matchStep(pattern, root, EMPTY, context, operands);
    const inside = new Set(found?.steps);
    const isInside = (s: Step) => s === root || staysInside(s, inside, graph, shapesAreFree);
    if (found?.steps.every(isInside)) return { root, ...found, steps: graph.inOrder(inside) };
  }
  return null;
}

function commutes(step: Step): boolean {
  return step.inputs.length === 2 && COMMUTES.has(step.op);
}

function staysInside(
  step: Step,
  inside: ReadonlySet<Step>,
  graph: StepGraph,
  shapesAreFree: boolean,
): boolean {
  return step.outputs.every((output) => {
    if (output === '') return true;
    if (graph.isKept(output)) return false;
    for (const user of graph.usersOf(output)) {
      if (!inside.has(user) && !(shapesAreFree && user.op === 'Shape')) return false;
    }
    return true;
  });
}

function matchValue(pattern: Pattern, value: string, found: Found, context: Context): Found | null {
  switch (pattern.kind) {
    case 'value':
      return bind(pattern.name, value, found);
    case 'constant':
      return context.facts.isConstant(value) ? bind(pattern.name, value, found) : null;
    case 'number':
      return isNumber(pattern.value, value, context) ? found : null;
    case 'either':
      for (const option of pattern.options) {
        const result = matchValue(option, value, found, context);
        if (result !== null) return result;
      }
      return null;
    case 'step': {
      const maker = context.graph.makerOf(value);
      if (maker?.scope !== context.scope || maker.outputs[pattern.output] !== value) return null;
      return matchStep(pattern, maker, found, context);
    }
  }
}

function bind(name: string, value: string, found: Found): Found | null {
  if (name === '') return found;
  const bound = found.values.get(name);
  if (bound !== undefined) return bound === value ? found : null;
  return { ...found, values: new Map(found.values).set(name, value) };
}

/** Half-precision constants are not decoded: one of a single element is taken to be the right one. */
function isNumber(wanted: number, value: string, context: Context): boolean {
  if (!context.facts.isConstant(value)) return false;
  const { shape, value: contents } = context.facts.factOf(value);
  if (contents === null) return shape?.every((d) => d === 1) === true;
  const tolerance = 1e-3 * Math.abs(wanted);
  return contents.length > 0 && contents.every((v) => Math.abs(v - wanted) <= tolerance);
}

function matchStep(
  pattern: StepPattern,
  step: Step,
  found: Found,
  context: Context,
  operands: readonly string[] = step.inputs,
): Found | null {
  if (!pattern.ops.has(step.op) || !pattern.accept(step)) return null;
  const given = step.inputs.filter((i) => i !== '');
  if (pattern.inputs.length > given.length) return null;
  const start: Found = {
    ...found,
    steps: [...found.steps, step],
    named: pattern.name === '' ? found.named : new Map(found.named).set(pattern.name, step),
  };
  if (pattern.each !== null) {
    const { each } = pattern;
    return matchOperands(
      given.map(() => each),
      given,
      start,
      context,
    );
  }
  const direct = matchOperands(pattern.inputs, operands, start, context);
  if (direct !== null || !commutes(step)) return direct;
  return matchOperands(pattern.inputs, operands.toReversed(), start, context);
}

function matchOperands(
  patterns: readonly Pattern[],
  operands: readonly string[],
  start: Found,
  context: Context,
): Found | null {
  let found: Found | null = start;
  for (const [i, pattern] of patterns.entries()) {
    found = matchValue(pattern, operands[i] ?? '', found, context);
    if (found === null) return null;
  }
  return found;
}
