import { describe, expect, it } from 'vitest';
import { graphStructure } from '../../src/work/graph-structure.ts';
import { ones, workOfGraph } from './work-of.ts';

describe('graphStructure', () => {
  it('finds the heaviest path, and how much could run beside it', () => {
    const { units } = workOfGraph([4, 8], (graph, x) => {
      const wide = [1, 2, 3].map(() => {
        const product = graph.node('MatMul', [x, ones(graph, 8, 8)]);
        return graph.node('MatMul', [product, ones(graph, 8, 8)]);
      });
      return graph.node('Concat', wide, { axis: 1 });
    });
    const { criticalFlops, width, depth } = graphStructure(units);
    expect(criticalFlops).toBe(2 * 2 * 4 * 8 * 8);
    expect(width).toBe(3);
    expect(depth).toBe(3);
  });

  it('is a chain of nothing where there is no work', () => {
    expect(graphStructure([])).toEqual({ criticalFlops: 0, width: 1, depth: 0 });
  });
});
