import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { feedInputs, type Graph, type ValueInfo, type ValueType } from './model-graph.ts';
import { NODE_ELEMENT_TYPES } from './runtime-support.ts';
import { everyNode } from './walk-graph.ts';

const MEASURABLE = `Inputs that can be measured are tensors of ${[...NODE_ELEMENT_TYPES].join(', ')}.`;

const RANDOM_OPERATORS: ReadonlySet<string> = new Set([
  'RandomNormal',
  'RandomNormalLike',
  'RandomUniform',
  'RandomUniformLike',
  'Multinomial',
  'Bernoulli',
]);

const KIND_NAMES: Readonly<Record<Exclude<ValueType['kind'], 'tensor'>, string>> = {
  sequence: 'a sequence',
  map: 'a map',
  optional: 'an optional value',
  'sparse-tensor': 'a sparse tensor',
  opaque: 'of an opaque type',
  unknown: 'of no known type',
};

/** Checks that there is something to run, that its inputs can be fed from Node, and that an output can be read. */
export function checkInterface(graph: Graph): void {
  if (graph.nodes.length === 0 && !returnsInitialiser(graph)) {
    throw new TuneError('model', 'The model has no operators: there is nothing to measure.', {
      hint: 'Give the model itself; this file holds an empty graph.',
    });
  }
  const inputs = feedInputs(graph);
  if (inputs.length === 0 && !drawsRandomNumbers(graph)) {
    throw new TuneError(
      'model',
      'The model has no inputs: it computes the same constants each time.',
      {
        hint: 'Export it with its inputs as graph inputs.',
      },
    );
  }
  for (const input of inputs) {
    if (isReadable(input.type)) continue;
    throw new TuneError(
      'model',
      `Input "${printable(input.name)}" is ${describeType(input.type)}, which cannot be fed from Node.`,
      {
        hint: `${MEASURABLE} Cut the model behind its pre-processing, for example with onnx.utils.extract_model.`,
      },
    );
  }
  checkOutputs(graph.outputs);
}

/** Stand-ins for large models return stored tensors and compute nothing; the runtime runs them. */
function returnsInitialiser(graph: Graph): boolean {
  const stored = new Set(graph.initialisers.map((t) => t.name));
  return graph.outputs.some((o) => stored.has(o.name));
}

/** A model without inputs does something only where it draws random numbers. */
function drawsRandomNumbers(graph: Graph): boolean {
  for (const node of everyNode(graph.nodes)) if (RANDOM_OPERATORS.has(node.opType)) return true;
  return false;
}

function checkOutputs(outputs: readonly ValueInfo[]): void {
  if (outputs.length === 0) {
    throw new TuneError('model', 'The model has no outputs.', {
      hint: 'Export it again with its outputs.',
    });
  }
  if (outputs.some(({ type }) => mayBeRead(type))) return;
  const found = outputs
    .slice(0, 3)
    .map((o) => `"${printable(o.name)}" is ${describeType(o.type)}`)
    .join(', ');
  throw new TuneError('model', `No output of the model can be read from Node: ${found}.`, {
    hint: 'Export it with a tensor as output (for scikit-learn models: options={"zipmap": False}).',
  });
}

function isReadable(type: ValueType): boolean {
  return type.kind === 'tensor' && NODE_ELEMENT_TYPES.has(type.elementType);
}

/** What an optional holds, and the type of an output that declares none, only the runtime knows. */
function mayBeRead(type: ValueType): boolean {
  if (type.kind === 'tensor') return type.elementType === 'string' || isReadable(type);
  return type.kind === 'optional' || type.kind === 'unknown';
}

function describeType(type: ValueType): string {
  return type.kind === 'tensor' ? `a tensor of ${type.elementType}` : KIND_NAMES[type.kind];
}
