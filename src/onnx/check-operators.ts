import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { describeNode } from './describe-node.ts';
import { OPERATOR_SINCE, OPERATOR_UNTIL } from './known-operators.ts';
import type { GraphNode, ModelGraph } from './model-graph.ts';
import {
  KNOWN_DOMAINS,
  NEWEST_IR_VERSION,
  NEWEST_OPSETS,
  OLDEST_OPSET,
} from './runtime-support.ts';
import { everyNode } from './walk-graph.ts';

/** Checks that the runtime knows the model's version and, as far as that is certain, its operators. */
export function checkOperators(model: ModelGraph): void {
  checkVersions(model);
  const local = new Set(model.functions.map((f) => `${f.domain}::${f.name}`));
  const opset = model.opsets.get('') ?? null;
  for (const node of everyNode(model.graph.nodes)) {
    if (!local.has(`${node.domain}::${node.opType}`)) checkOperator(node, opset);
  }
}

function checkVersions({ irVersion, opsets }: ModelGraph): void {
  if (irVersion > NEWEST_IR_VERSION) {
    throw tooNew(`ONNX IR version ${irVersion}`, `up to ${NEWEST_IR_VERSION}`);
  }
  if (opsets.size === 0) {
    throw new TuneError('model', 'The model does not say which ONNX opset it uses.', {
      hint: 'It is very old or incomplete: export it again with a current exporter.',
    });
  }
  for (const [domain, newest] of NEWEST_OPSETS) {
    const opset = opsets.get(domain) ?? 0;
    const name = domain === '' ? 'opset' : `${domain} opset`;
    if (opset > newest) throw tooNew(`${name} ${opset}`, `opsets ${OLDEST_OPSET} to ${newest}`);
  }
  const opset = opsets.get('');
  if (opset !== undefined && opset < OLDEST_OPSET) {
    throw new TuneError(
      'model',
      `The model uses opset ${opset}; the runtime supports opsets from ${OLDEST_OPSET}.`,
      {
        hint: 'Convert it with onnx.version_converter.convert_version(model, 17), or export it again.',
      },
    );
  }
}

function checkOperator(node: GraphNode, opset: number | null): void {
  if (!KNOWN_DOMAINS.has(node.domain)) {
    throw new TuneError(
      'model',
      `The model needs operators of the domain "${printable(node.domain)}", which the runtime does not have: ${describeNode(node)}.`,
      {
        hint: 'Custom operators cannot be measured yet; export the model without them (or without its pre- and post-processing).',
      },
    );
  }
  if (node.domain !== '') return;
  const since = OPERATOR_SINCE.get(node.opType);
  if (since === undefined) {
    throw new TuneError(
      'model',
      `ONNX has no operator "${printable(node.opType)}": ${describeNode(node)}.`,
      {
        hint: 'If it is a custom operator, its node has to name its domain; otherwise export the model again.',
      },
    );
  }
  if (opset !== null) checkOperatorVersion(node, opset, since);
}

function checkOperatorVersion(node: GraphNode, opset: number, since: number): void {
  const until = OPERATOR_UNTIL.get(node.opType) ?? Number.POSITIVE_INFINITY;
  if (opset >= since && opset < until) return;
  const range = opset < since ? `exists from opset ${since}` : `was withdrawn in opset ${until}`;
  throw new TuneError(
    'model',
    `The operator ${node.opType} ${range}, but the model declares opset ${opset}: ${describeNode(node)}.`,
    {
      hint: 'Export the model again with an opset that has it, or convert it (onnx.version_converter).',
    },
  );
}

function tooNew(what: string, supported: string): TuneError {
  return new TuneError('model', `The model uses ${what}; the runtime supports ${supported}.`, {
    hint: 'Export it with an older opset (17 is widely supported), or use a newer version of tune.',
  });
}
