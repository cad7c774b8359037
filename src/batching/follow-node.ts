import type { GraphNode } from '../onnx/model-graph.ts';
import { type OperatorCall, type TensorFact, UNKNOWN_FACT } from '../onnx/shape-rule.ts';
import {
  agreesWithShapes,
  type BatchLayout,
  type BatchSizes,
  type TrackedValue,
} from './batch-layout.ts';
import { batchRuleOf } from './batch-rules.ts';
import { BatchObstacleError, type BatchStep, type NodeChange } from './batch-step.ts';
import {
  addIntegers,
  batchSizeVector,
  factsInBothWorlds,
  newNode,
  type Rewriting,
  trackedInputs,
} from './rewriting.ts';

/** Follows the batch through one node without subgraphs; returns the nodes that take its place. */
export function followNode(node: GraphNode, rewriting: Rewriting): readonly GraphNode[] {
  const inputs = trackedInputs(rewriting, node);
  const facts = factsInBothWorlds(rewriting, node);
  const carries = inputs.some((i) => i !== null && i.layout !== null);
  if (!carries || node.opType === 'Shape' || node.opType === 'Size' || node.opType === 'NonZero') {
    const same = inputs.every((i) => i === null || i.base === i.wide);
    node.outputs.forEach((name, i) => {
      const base = facts.base[i] ?? UNKNOWN_FACT;
      const wide = same ? base : (facts.wide[i] ?? UNKNOWN_FACT);
      if (carries && wide.value === null && wide.shape === null)
        throw new BatchObstacleError(
          node,
          'its output depends on the batch in a way that cannot be followed',
        );
      rewriting.values.set(name, {
        base,
        wide,
        layout: layoutFromShapes(node, base, wide, rewriting.sizes),
      });
    });
    if (carries && node.opType === 'NonZero' && facts.base[0]?.value == null) {
      throw new BatchObstacleError(
        node,
        'how many elements it finds depends on the data of all samples together',
      );
    }
    return [node];
  }
  return followThroughRule(node, inputs, facts, rewriting);
}

/** Where a tensor made from shapes grows with the batch. */
function layoutFromShapes(
  node: GraphNode,
  base: TensorFact,
  wide: TensorFact,
  sizes: BatchSizes,
): BatchLayout | null {
  if (base === wide || base.shape === null) return null;
  if (wide.shape?.length !== base.shape.length) {
    throw new BatchObstacleError(
      node,
      'it makes a tensor from sizes that only fit the batch of the file',
    );
  }
  const axis = base.shape.findIndex((d, i) => d !== wide.shape?.[i]);
  if (axis < 0) return null;
  const layout = { axis, outer: 1, inner: (base.shape[axis] ?? 0) / sizes.base };
  if (agreesWithShapes(layout, base.shape, wide.shape, sizes) && Number.isInteger(layout.inner))
    return layout;
  throw new BatchObstacleError(
    node,
    'it makes a tensor whose size depends on the batch in an unusual way',
  );
}

interface Draft {
  readonly before: GraphNode[];
  readonly after: GraphNode[];
  current: GraphNode;
}

function followThroughRule(
  node: GraphNode,
  inputs: readonly (TrackedValue | null)[],
  facts: { readonly base: readonly TensorFact[]; readonly wide: readonly TensorFact[] },
  rewriting: Rewriting,
): readonly GraphNode[] {
  const rule = batchRuleOf(node.domain, node.opType);
  if (rule === undefined)
    throw new BatchObstacleError(
      node,
      'the operator is not known, so the batch cannot be followed through it',
    );
  const draft: Draft = { before: [], after: [], current: node };
  const layouts = rule(stepFor(node, inputs, facts, rewriting, draft));
  const nodes = [...draft.before, draft.current, ...draft.after];
  const made = new Map<string, TensorFact>();
  for (const n of [draft.current, ...draft.after]) {
    const wide = factsInBothWorlds(rewriting, n).wide;
    n.outputs.forEach((name, i) => {
      made.set(name, wide[i] ?? UNKNOWN_FACT);
      rewriting.values.set(name, {
        base: UNKNOWN_FACT,
        wide: wide[i] ?? UNKNOWN_FACT,
        layout: null,
      });
    });
  }
  node.outputs.forEach((name, i) => {
    if (name === '') return;
    const [base, wide] = [facts.base[i] ?? UNKNOWN_FACT, made.get(name) ?? UNKNOWN_FACT];
    const layout = layouts[i] ?? null;
    if (
      base.shape === null ||
      wide.shape === null ||
      !agreesWithShapes(layout, base.shape, wide.shape, rewriting.sizes)
    ) {
      throw new BatchObstacleError(
        node,
        'its output does not grow with the batch as its inputs do',
      );
    }
    rewriting.values.set(name, { base, wide, layout });
  });
  return nodes;
}

function stepFor(
  node: GraphNode,
  inputs: readonly (TrackedValue | null)[],
  facts: { readonly base: readonly TensorFact[]; readonly wide: readonly TensorFact[] },
  rewriting: Rewriting,
  draft: Draft,
): BatchStep {
  const opset = rewriting.model.opsets.get(node.domain) ?? 1;
  const call = (world: 'base' | 'wide'): OperatorCall => ({
    node,
    opset,
    inputs: inputs.map((i) => i?.[world] ?? null),
  });
  return {
    node,
    opset,
    sizes: rewriting.sizes,
    inputs,
    base: facts.base,
    wide: facts.wide,
    call: call('base'),
    wideCall: call('wide'),
    isDeclared: rewriting.isDeclared,
    choose: rewriting.choose,
    refuse: (reason) => {
      throw new BatchObstacleError(node, reason);
    },
    replace: (change, what) => {
      draft.current = changed(draft.current, change);
      rewriting.changes.push({
        node: node.name || (node.outputs[0] ?? ''),
        opType: node.opType,
        what,
      });
    },
    insert: (opType, names, attributes) =>
      insertBefore(opType, names, attributes ?? [], rewriting, draft),
    integers: (values) => addIntegers(rewriting, values),
    batchSize: () => batchSizeVector(rewriting),
    afterwards: (opType, extra) => {
      const [output = '', ...others] = draft.current.outputs;
      const between = rewriting.fresh('between');
      draft.current = { ...draft.current, outputs: [between, ...others] };
      draft.after.push(newNode(opType, [between, ...extra], [output]));
    },
  };
}

function changed(node: GraphNode, change: NodeChange): GraphNode {
  return {
    ...node,
    opType: change.opType ?? node.opType,
    domain: change.opType === undefined ? node.domain : '',
    inputs: change.inputs ?? node.inputs,
    attributes: change.attributes ?? node.attributes,
  };
}

function insertBefore(
  opType: string,
  names: readonly string[],
  attributes: GraphNode['attributes'],
  rewriting: Rewriting,
  draft: Draft,
): string {
  const output = rewriting.fresh(opType.toLowerCase());
  const node = newNode(opType, names, [output], attributes);
  draft.before.push(node);
  const facts = factsInBothWorlds(rewriting, node);
  const [base = UNKNOWN_FACT, wide = UNKNOWN_FACT] = [facts.base[0], facts.wide[0]];
  rewriting.values.set(output, { base, wide, layout: null });
  return output;
}
