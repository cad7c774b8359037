import type { KnownShape, ShapeRule } from '../src/onnx/shape-rule.ts';
import {
  embedLayerNormalisationCost,
  groupQueryAttentionCost,
  multiHeadAttentionCost,
  packedAttentionCost,
  standardAttentionCost,
} from './attention-cost.ts';
import { intAttribute, intsAttribute } from './attributes.ts';
import { contentsOf, fact, hasInput, inputOf } from './facts.ts';
import type { CostRule } from './node-cost.ts';
import { type OperatorTable, sameRule } from './operator.ts';
import { perOutput, untouched } from './pricing.ts';

/** com.microsoft Attention: (X [N,S,C], weights, bias, mask, past [2,N,heads,P,D]) gives [N,S,V] and present. */
const packedAttention: ShapeRule = (call) => {
  const [x, weights, past] = [inputOf(call, 0), inputOf(call, 1), inputOf(call, 4)];
  if (x.shape?.length !== 3) return [fact(x.elementType, null)];
  const [batch = null, steps = null] = x.shape;
  const columns = weights.shape?.[1] ?? null;
  const sizes = intsAttribute(call.node, 'qkv_hidden_sizes');
  const hidden = sizes?.[2] ?? (columns === null ? null : columns / 3);
  const heads = intAttribute(call.node, 'num_heads', 1);
  const earlier = hasInput(call, 4) ? (past.shape?.[3] ?? null) : 0;
  const length = earlier === null || steps === null ? null : earlier + steps;
  const present = [2, batch, heads, length, hidden === null ? null : hidden / heads];
  return [fact(x.elementType, [batch, steps, hidden]), fact(x.elementType, present)];
};

/** com.microsoft MultiHeadAttention: query [N,S,C] or all three as [N,S,heads,3,D]; caches [N,heads,L,D]. */
const multiHeadAttention: ShapeRule = (call) => {
  const [query, key, value] = [inputOf(call, 0), inputOf(call, 1), inputOf(call, 2)];
  const { elementType, shape } = query;
  if (shape === null || (shape.length !== 3 && shape.length !== 5))
    return [fact(elementType, null)];
  const [batch = null, steps = null] = shape;
  const heads = intAttribute(call.node, 'num_heads', 1);
  const size = shape.length === 5 ? (shape[4] ?? null) : headSize(shape, heads);
  const valueSize = value.shape?.length === 3 ? headSize(value.shape, heads) : size;
  const fresh = hasInput(call, 1) ? lengthOf(key.shape) : steps;
  const length = sum(fresh, hasInput(call, 6) ? (inputOf(call, 6).shape?.[2] ?? null) : 0);
  return [
    fact(elementType, [batch, steps, valueSize === null ? null : valueSize * heads]),
    fact(elementType, [batch, heads, length, size]),
    fact(elementType, [batch, heads, length, valueSize]),
  ];
};

/** Positions of a key: the second axis, the third where heads come before. */
const lengthOf = (shape: KnownShape | null): number | null =>
  shape?.[shape.length === 4 ? 2 : 1] ?? null;

const sum = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a + b;

/** ONNX Attention (opset 23): Q [N,heads,S,D] or [N,S,heads*D]; outputs 1 and 2 are the grown caches. */
const attention: ShapeRule = (call) => {
  const [q, k, v] = [inputOf(call, 0), inputOf(call, 1), inputOf(call, 2)];
  const four = q.shape?.length === 4;
  const heads = intAttribute(call.node, 'q_num_heads', 1);
  const perHead = headSize(v.shape, intAttribute(call.node, 'kv_num_heads', 1));
  const width = four ? (v.shape?.[3] ?? null) : perHead === null ? null : perHead * heads;
  const output = q.shape === null ? null : [...q.shape.slice(0, -1), width];
  return [
    fact(q.elementType, output),
    fact(k.elementType, grownCache(k.shape, call, 4)),
    fact(v.elementType, grownCache(v.shape, call, 5)),
  ];
};

const headSize = (shape: KnownShape | null, heads: number): number | null =>
  typeof shape?.[2] === 'number' ? shape[2] / heads : null;

function grownCache(
  shape: KnownShape | null,
  call: Parameters<ShapeRule>[0],
  past: number,
): KnownShape | null {
  if (shape === null) return null;
  const earlier = hasInput(call, past) ? (inputOf(call, past).shape?.[2] ?? null) : 0;
  const length = sum(lengthOf(shape), earlier);
  if (shape.length === 4) return shape.with(2, length);
  const heads = intAttribute(call.node, 'kv_num_heads', 1);
  return [shape[0] ?? null, heads, length, headSize(shape, heads)];
}

/** com.microsoft EmbedLayerNormalization: ids [N,S], segments, word table [V,C]. */
const embedLayerNormalisation: ShapeRule = (call) => {
  const [ids, table] = [inputOf(call, 0), inputOf(call, 2)];
  if (ids.shape?.length !== 2) return [fact(table.elementType, null)];
  const output = [...ids.shape, table.shape?.[1] ?? null];
  return [
    fact(table.elementType, output),
    fact('int32', [ids.shape[0] ?? null]),
    fact(table.elementType, output),
  ];
};

/** com.microsoft GroupQueryAttention: query [N,S,heads*D], key and value [N,S,kvHeads*D], caches [N,kvHeads,P,D]. */
const groupQueryAttention: ShapeRule = (call) => {
  const [query, key, past] = [inputOf(call, 0), inputOf(call, 1), inputOf(call, 3)];
  if (query.shape?.length !== 3) return [fact(query.elementType, null)];
  const packed = key.shape === null && !hasInput(call, 1);
  const heads =
    intAttribute(call.node, 'num_heads', 1) + 2 * intAttribute(call.node, 'kv_num_heads', 1);
  const width = query.shape[2] ?? null;
  const output =
    packed && width !== null ? (width * intAttribute(call.node, 'num_heads', 1)) / heads : width;
  const [before, total] = [past.shape?.[2] ?? null, contentsOf(call, 6)?.[0] ?? null];
  // The cache may be a buffer of the largest length that is filled bit by bit.
  const length = before === null || total === null ? null : Math.max(before, total);
  const cache = past.shape?.length === 4 ? past.shape.with(2, length) : null;
  return [
    fact(query.elementType, [...query.shape.slice(0, 2), output]),
    fact(query.elementType, cache),
    fact(query.elementType, cache),
  ];
};

const likeFirst: ShapeRule = (call) => [fact(inputOf(call, 0).elementType, inputOf(call, 0).shape)];

/** com.microsoft BeamSearch: ids [N,S], maximum and minimum length, beams, returned sequences. */
const beamSearch: ShapeRule = (call) => {
  const batch = inputOf(call, 0).shape?.[0] ?? null;
  const [length, returned] = [contentsOf(call, 1)?.[0] ?? null, contentsOf(call, 4)?.[0] ?? null];
  return [fact('int32', [batch, returned, length])];
};

/** com.microsoft GreedySearch and Sampling: ids [N,S], maximum length. */
const greedySearch: ShapeRule = (call) => [
  fact('int32', [inputOf(call, 0).shape?.[0] ?? null, contentsOf(call, 1)?.[0] ?? null]),
];

/** Each pair of numbers is rotated: three operations per number. */
const rotaryCost = perOutput('elementwise', 3);

/** Generation runs its bodies as often as the data asks for; the node itself does next to nothing. */
const bodiesOnly: CostRule = (call) => untouched(call, 'control-flow');

/** Attention and the fused layers around it. */
export const ATTENTION: OperatorTable = {
  Attention: { family: 'attention', shape: attention, cost: standardAttentionCost },
  ...sameRule('attention', packedAttention, packedAttentionCost, [
    'com.microsoft:Attention',
    'com.microsoft:QAttention',
  ]),
  'com.microsoft:MultiHeadAttention': {
    family: 'attention',
    shape: multiHeadAttention,
    cost: multiHeadAttentionCost,
  },
  'com.microsoft:GroupQueryAttention': {
    family: 'attention',
    shape: groupQueryAttention,
    cost: groupQueryAttentionCost,
  },
  'com.microsoft:EmbedLayerNormalization': {
    family: 'gather',
    shape: embedLayerNormalisation,
    cost: embedLayerNormalisationCost,
  },
  ...sameRule('elementwise', likeFirst, rotaryCost, [
    'RotaryEmbedding',
    'com.microsoft:RotaryEmbedding',
  ]),
  'com.microsoft:BeamSearch': { family: 'control-flow', shape: beamSearch, cost: bodiesOnly },
  ...sameRule('control-flow', greedySearch, bodiesOnly, [
    'com.microsoft:GreedySearch',
    'com.microsoft:Sampling',
  ]),
};
