import { intAttribute, intsAttribute } from './attributes.ts';
import { contentsOf, hasInput, inputOf } from './facts.ts';
import { type CostRule, type MatrixProduct, type PricedCall, sizesOf } from './node-cost.ts';
import { SOFTMAX_FLOPS } from './normalisation-cost.ts';
import {
  bytesOf,
  elementsOf,
  largestProduct,
  nodeCost,
  productFlops,
  productOf,
} from './pricing.ts';

/** Sizes of scaled dot-product attention: `queries` × `keys` positions, for every head of every sample. */
interface AttentionSizes {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  readonly headSize: number;
  readonly valueSize: number;
}

/**
 * softmax(Q Kᵀ / √d + mask) V: two products, and per score a scaling, a mask where there is one, and the softmax. Causal
 * attention counts in full, since dense kernels compute the masked half as well.
 */
function attentionCost(
  call: PricedCall,
  sizes: AttentionSizes,
  masked: boolean,
  projection: MatrixProduct | null = null,
) {
  const { batch, heads, queries, keys, headSize, valueSize } = sizes;
  const count = batch * heads;
  const scores: MatrixProduct = { count, m: queries, n: keys, k: headSize };
  const context: MatrixProduct = { count, m: queries, n: valueSize, k: keys };
  const products = [scores, context, ...(projection === null ? [] : [projection])];
  const perScore = 1 + (masked ? 1 : 0) + SOFTMAX_FLOPS;
  return nodeCost(call, 'attention', {
    // The largest of the products stands for all; `flops` has their sum.
    product: largestProduct(products),
    flops: products.reduce((sum, p) => sum + productFlops(p), perScore * count * queries * keys),
    width: count * queries,
  });
}

/** com.microsoft Attention: (x [N,S,C], weights [C,Q+K+V], bias, mask, past [2,N,heads,P,D]), projection included. */
export const packedAttentionCost: CostRule = (call) => {
  const [batch = 1, steps = 1, inputs = 1] = sizesOf(inputOf(call, 0).shape);
  const columns = sizesOf(inputOf(call, 1).shape)[1] ?? 1;
  const [query = columns / 3, , value = columns / 3] =
    intsAttribute(call.node, 'qkv_hidden_sizes') ?? [];
  const heads = Math.max(1, intAttribute(call.node, 'num_heads', 1));
  const pastAt = call.node.opType === 'QAttention' ? 8 : 4;
  const maskAt = call.node.opType === 'QAttention' ? 5 : 3;
  const past = hasInput(call, pastAt) ? (sizesOf(inputOf(call, pastAt).shape)[3] ?? 1) : 0;
  const sizes: AttentionSizes = {
    batch,
    heads,
    queries: steps,
    keys: past + steps,
    headSize: query / heads,
    valueSize: value / heads,
  };
  return attentionCost(call, sizes, hasInput(call, maskAt), {
    count: 1,
    m: batch * steps,
    n: columns,
    k: inputs,
  });
};

/** com.microsoft MultiHeadAttention: (query, key, value, bias, padding mask, attention bias, past key, past value). */
export const multiHeadAttentionCost: CostRule = (call) => {
  const query = sizesOf(inputOf(call, 0).shape);
  const heads = Math.max(1, intAttribute(call.node, 'num_heads', 1));
  const [batch = 1, queries = 1] = query;
  // [N,S,heads,3,D] holds all three; [N,L,heads,2,D] as key holds key and value.
  const headSize = query.length === 5 ? (query[4] ?? 1) : (query[2] ?? 1) / heads;
  const key = sizesOf(inputOf(call, 1).shape);
  const past = hasInput(call, 6) ? (sizesOf(inputOf(call, 6).shape)[2] ?? 1) : 0;
  const fresh = hasInput(call, 1) ? (key.length === 4 ? key[2] : key[1]) : queries;
  const value = sizesOf(inputOf(call, 2).shape);
  const valueSize =
    value.length === 4 ? value[3] : value.length === 3 ? (value[2] ?? 1) / heads : headSize;
  return attentionCost(
    call,
    {
      batch,
      heads,
      queries,
      keys: past + (fresh ?? 1),
      headSize,
      valueSize: valueSize ?? headSize,
    },
    hasInput(call, 4) || hasInput(call, 5),
  );
};

/** com.microsoft GroupQueryAttention: (query, key, value, past key, past value, lengths, total length, …). */
export const groupQueryAttentionCost: CostRule = (call) => {
  const [batch = 1, queries = 1, width = 1] = sizesOf(inputOf(call, 0).shape);
  const heads = Math.max(1, intAttribute(call.node, 'num_heads', 1));
  const together = heads + 2 * intAttribute(call.node, 'kv_num_heads', heads);
  const headSize = width / (hasInput(call, 1) ? heads : together);
  const past = hasInput(call, 3) ? (sizesOf(inputOf(call, 3).shape)[2] ?? 1) : 0;
  const keys = contentsOf(call, 6)?.[0] ?? past + queries;
  return attentionCost(call, { batch, heads, queries, keys, headSize, valueSize: headSize }, true);
};

/** ONNX Attention (opset 23): (Q, K, V, mask, past key, past value), each [N,heads,S,D] or [N,S,heads*D]. */
export const standardAttentionCost: CostRule = (call) => {
  const [q, k, v] = [0, 1, 2].map((i) => sizesOf(inputOf(call, i).shape));
  const split = q?.length === 4;
  const heads = Math.max(1, split ? (q[1] ?? 1) : intAttribute(call.node, 'q_num_heads', 1));
  const kvHeads = Math.max(1, intAttribute(call.node, 'kv_num_heads', heads));
  const along = split ? 2 : 1;
  const past = hasInput(call, 4) ? (sizesOf(inputOf(call, 4).shape)[2] ?? 1) : 0;
  const sizes: AttentionSizes = {
    batch: q?.[0] ?? 1,
    heads,
    queries: q?.[along] ?? 1,
    keys: past + (k?.[along] ?? 1),
    headSize: split ? (q[3] ?? 1) : (q?.[2] ?? 1) / heads,
    valueSize: split ? (v?.[3] ?? 1) : (v?.[2] ?? 1) / kvHeads,
  };
  const masked = hasInput(call, 3) || intAttribute(call.node, 'is_causal', 0) === 1;
  return attentionCost(call, sizes, masked);
};

/** Three lookups per position, two sums, and a layer normalisation (7): reads the rows it picks. */
export const embedLayerNormalisationCost: CostRule = (call) => {
  const rows = bytesOf(call.outputs[0]);
  return nodeCost(call, 'gather', {
    flops: (2 + 7) * elementsOf(call.outputs[0]),
    touched: { 2: rows, 3: rows, 4: rows },
    width: productOf(sizesOf(inputOf(call, 0).shape)),
  });
};
