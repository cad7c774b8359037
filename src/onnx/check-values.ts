import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { describeNode } from './describe-node.ts';
import type { Graph, GraphNode } from './model-graph.ts';
import { sparseInitialiserName } from './sparse-initialiser.ts';
import { topologicalOrder } from './topological-order.ts';
import { subgraphsOf } from './walk-graph.ts';

const HINT = 'The model is invalid; check it with onnx.checker.check_model and export it again.';

/**
 * Checks that every value is made exactly once and before it can be used, subgraphs and the values they capture
 * included. Nodes need not be sorted (the runtime sorts them), but must not form a cycle.
 */
export function checkValues(graph: Graph): void {
  checkScope(graph, () => false);
}

function checkScope(graph: Graph, isOuter: (name: string) => boolean): void {
  const defined = definedNames(graph);
  const isKnown = (name: string): boolean => name === '' || defined.has(name) || isOuter(name);
  for (const node of graph.nodes) {
    const missing = node.inputs.find((name) => !isKnown(name));
    if (missing !== undefined) {
      throw invalid(`${describeNode(node)} uses "${printable(missing)}", which nothing makes`);
    }
    for (const subgraph of subgraphsOf(node)) checkScope(subgraph, isKnown);
  }
  const unmade = graph.outputs.find(({ name }) => !isKnown(name));
  if (unmade !== undefined) {
    throw invalid(`the output "${printable(unmade.name)}" is made by no node`);
  }
  const order = topologicalOrder(graph);
  if (order.kind === 'cycle') throw cyclic(order.nodes);
}

/** Every name a graph defines. Throws where two things define the same. */
function definedNames(graph: Graph): ReadonlySet<string> {
  const inputs = graph.inputs.map((i) => i.name);
  const twice = firstRepeated(inputs);
  if (twice !== undefined) throw invalid(`two inputs are called "${printable(twice)}"`);
  const defined = new Set<string>(inputs);
  // The runtime turns Constant nodes into initialisers and takes the last of several, as some exporters rely on.
  const replaceable = new Set<string>([
    ...graph.initialisers.map((t) => t.name),
    ...graph.sparseInitialisers.map(sparseInitialiserName),
  ]);
  for (const node of graph.nodes) {
    const isConstant = node.opType === 'Constant' && node.domain === '';
    for (const name of node.outputs.filter((output) => output !== '')) {
      if (defined.has(name) || (replaceable.has(name) && !isConstant)) {
        throw invalid(`two things make "${printable(name)}", one of them ${describeNode(node)}`);
      }
      (isConstant ? replaceable : defined).add(name);
    }
  }
  return new Set([...defined, ...replaceable]);
}

function firstRepeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}

function cyclic(nodes: readonly GraphNode[]): TuneError {
  const shown = nodes.slice(0, 3).map(describeNode).join(', ');
  const more = nodes.length > 3 ? ` and ${nodes.length - 3} more` : '';
  return invalid(`its nodes form a cycle: ${shown}${more}`);
}

function invalid(what: string): TuneError {
  return new TuneError('model', `The model is invalid: ${what}.`, { hint: HINT });
}
