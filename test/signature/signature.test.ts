import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Graph, ModelGraph } from '../../src/onnx/model-graph.ts';
import { explainSimilarity } from '../../src/signature/explain-similarity.ts';
import { nearest } from '../../src/signature/nearest.ts';
import { PART_NAMES, SIGNATURE_PARTS, signatureValues } from '../../src/signature/signature.ts';
import { signatureDistance, similarity } from '../../src/signature/signature-distance.ts';
import { signatureFromJson, signatureToJson } from '../../src/signature/signature-json.ts';
import { logSpectrum } from '../../src/signature/spectrum.ts';
import { assertProperty } from '../support/assert-property.ts';
import { knownModels, MODELS, signatureOfModel } from './known-models.ts';

const known = knownModels();
const signatureNamed = (name: string) =>
  known.find((k) => k.name === name)?.signature ??
  signatureOfModel(MODELS['lstm']?.() as ModelGraph);

/** The same model with other names, another symbol for the batch, and its nodes in another order. */
function disguised(model: ModelGraph, order: readonly number[], batch: string): ModelGraph {
  const { graph } = model;
  const nameOf = (name: string): string => (name === '' ? '' : `_${name}_`);
  const nodes = graph.nodes
    .map((node, i) => ({ node, at: order[i % order.length] ?? 0 }))
    .sort((a, b) => a.at - b.at)
    .map(({ node }) => ({
      ...node,
      name: nameOf(node.name),
      inputs: node.inputs.map(nameOf),
      outputs: node.outputs.map(nameOf),
    }));
  const renamed: Graph = {
    ...graph,
    nodes,
    inputs: graph.inputs.map(({ name, type }) => ({ name: nameOf(name), type: relabelled(type) })),
    outputs: graph.outputs.map((o) => ({ ...o, name: nameOf(o.name) })),
    initialisers: graph.initialisers.map((t) => ({ ...t, name: nameOf(t.name) })),
  };
  return { ...model, graph: renamed };

  function relabelled(type: Graph['inputs'][number]['type']) {
    if (type.kind !== 'tensor') return type;
    return { ...type, shape: type.shape?.map((d) => (d === 'N' ? batch : d)) ?? null };
  }
}

describe('signatureOf', () => {
  it('does not depend on names, on the order of the nodes or on what the batch is called', () => {
    const names = Object.keys(MODELS);
    const input = fc.record({
      name: fc.constantFrom(...names),
      order: fc.array(fc.nat(), { minLength: 1, maxLength: 40 }),
      batch: fc.constantFrom('batch', 'N', 'unk__1', '?'),
    });
    assertProperty(
      fc.property(input, ({ name, order, batch }) => {
        const model = MODELS[name]?.() as ModelGraph;
        const expected = signatureToJson(signatureNamed(name)).values;
        const found = signatureToJson(signatureOfModel(disguised(model, order, batch))).values;
        found.forEach((value, i) => {
          expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 7);
        });
      }),
      40,
    );
  });

  it('has one value for each name, shares that sum to 1, and no negative numbers', () => {
    const length = PART_NAMES.flatMap((part) => SIGNATURE_PARTS[part]).length;
    for (const { signature } of known) {
      const values = signatureValues(signature);
      expect(values).toHaveLength(length);
      expect(values.every((v) => Number.isFinite(v) && v >= 0)).toBe(true);
      for (const part of [
        'time',
        'flops',
        'bytes',
        'intensity',
        'duration',
        'workingSet',
      ] as const) {
        expect(signature.parts[part].reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
      }
    }
  });

  it('sees what a model spends its time on', () => {
    const main = (name: string): string => {
      const { time } = signatureNamed(name).parts;
      return SIGNATURE_PARTS.time[time.indexOf(Math.max(...time))] ?? '';
    };
    expect(['residual', 'wide transformer', 'lstm', 'quantised'].map(main)).toEqual([
      'conv',
      'matmul',
      'recurrent',
      'quantised-conv',
    ]);
  });
});

describe('signatureDistance', () => {
  const signature = fc.constantFrom(...known.map((k) => k.signature));

  it('is a symmetric distance whose parts sum up, and 0 from a model to itself', () => {
    assertProperty(
      fc.property(signature, signature, signature, (a, b, c) => {
        const { total, parts } = signatureDistance(a, b);
        expect(total).toBeCloseTo(signatureDistance(b, a).total, 12);
        expect(PART_NAMES.reduce((sum, p) => sum + parts[p], 0)).toBeCloseTo(total, 12);
        expect(signatureDistance(a, a).total).toBe(0);
        const around = signatureDistance(a, c).total + signatureDistance(c, b).total;
        expect(total).toBeLessThanOrEqual(around + 1e-12);
      }),
      100,
    );
  });

  it('gives a similarity of 1 to itself and less to all others', () => {
    const [a, b] = [signatureNamed('lstm'), signatureNamed('residual')];
    expect(similarity(a, a)).toBe(1);
    expect(similarity(a, b)).toBeGreaterThan(0);
    expect(similarity(a, b)).toBeLessThan(0.2);
  });

  it('refuses to compare versions', () => {
    const a = signatureNamed('lstm');
    expect(() => signatureDistance(a, { ...a, version: 0 })).toThrow(RangeError);
  });
});

describe('nearest', () => {
  it('puts equally near models in the order of their names and leaves other versions out', () => {
    const signature = signatureNamed('gru');
    const models = [
      { name: 'b', signature },
      { name: 'old', signature: { ...signature, version: 0 } },
      { name: 'a', signature },
      { name: 'c', signature: signatureNamed('lstm') },
    ];
    const found = nearest(signature, models, 3).map((n) => n.model.name);
    expect(found).toEqual(['a', 'b', 'c']);
  });
});

describe('explainSimilarity', () => {
  it('says where time goes, and what differs in weights and arithmetic', () => {
    const text = explainSimilarity(
      signatureNamed('wide transformer'),
      signatureNamed('small transformer'),
    );
    expect(text.join('; ')).toMatch(
      /^matmul takes \d+ % of your time, \d+ % of the other's; weights of \d+ MiB against 3\.0 MiB; yours does \d+ times the arithmetic$/,
    );
  });

  it('names what only one of them does', () => {
    const text = explainSimilarity(signatureNamed('quantised'), signatureNamed('lstm'));
    expect(text).toContain('only yours works on 8-bit integers');
    expect(text).toContain('only the other works step after step');
  });
});

describe('signatureFromJson', () => {
  const json = () => JSON.parse(JSON.stringify(signatureToJson(signatureNamed('dense'))));

  it('reads what was written', () => {
    const read = signatureFromJson(json());
    expect(read).not.toBeNull();
    expect(read === null ? 1 : signatureDistance(read, signatureNamed('dense')).total).toBeLessThan(
      1e-6,
    );
  });

  it('takes nothing else for a signature', () => {
    const whole = json();
    const { time: _, ...rest } = whole.parts;
    const wrong = [
      null,
      'signature',
      [],
      { ...whole, version: 99 },
      { ...whole, batch: 0 },
      { ...whole, parts: rest },
      { ...whole, parts: { ...whole.parts, totals: { ...whole.parts.totals, flops: 'many' } } },
      { ...whole, parts: { ...whole.parts, weights: { '1 MiB': -1, '32 MiB': 0 } } },
    ];
    expect(wrong.map(signatureFromJson)).toEqual(wrong.map(() => null));
  });
});

describe('logSpectrum', () => {
  it('shares a value between the points around it by its logarithm', () => {
    const at = (value: number) => logSpectrum([{ value, weight: 2 }], [1, 10, 100]);
    expect(at(10)).toEqual([0, 1, 0]);
    expect(at(0)).toEqual([1, 0, 0]);
    expect(at(1e9)).toEqual([0, 0, 1]);
    expect(at(Math.sqrt(10))[0]).toBeCloseTo(0.5, 12);
  });
});
