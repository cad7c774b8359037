import { expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import { referenceLevels, steadied } from '../../src/surface/steadied.ts';
import type { SurfacePoint } from '../../src/surface/surface-point.ts';

/** Two replicates of ten configurations in heats of one batch each; what varies from heat to heat is `reference` or `machine`. */
function recorded(unsteady: 'reference' | 'machine', replicates = 2) {
  const random = createRandom(`${unsteady} 1`);
  const truth = (batch: number): number => 0.3 * Math.log2(batch);
  const points: SurfacePoint[] = [];
  for (let replicate = 1; replicate <= replicates; replicate++) {
    for (let at = 0; at < 10; at++) {
      const batchSize = 2 ** at;
      const swing = 0.4 * random.normal();
      const logRatio =
        truth(batchSize) + 0.01 * random.normal() - (unsteady === 'reference' ? swing : 0);
      const speed = truth(batchSize) + (unsteady === 'machine' ? swing : 0);
      points.push({
        configuration: { ...runtimeDefault(1), batchSize, instances: 2 },
        replicate,
        logRatio,
        logRatioSe: 0.01,
        throughputIps: 100 * Math.exp(speed),
      } as SurfacePoint);
    }
  }
  const off = (found: readonly SurfacePoint[]): number =>
    Math.max(...found.map((p) => Math.abs((p.logRatio ?? 0) - truth(p.configuration.batchSize))));
  return { points, off };
}

test('an unsteady reference is taken at its usual speed', () => {
  const { points, off } = recorded('reference');
  expect(off(points)).toBeGreaterThan(0.3);
  // All are off by the same where the usual speed was not met exactly: the rest is the noise of a heat.
  const found = steadied(points).map((p, i) => (p.logRatio ?? 0) - (points[i]?.logRatio ?? 0));
  expect(Math.max(...found.map(Math.abs))).toBeGreaterThan(0.3);
  const spread = steadied(points).map(
    (p) => (p.logRatio ?? 0) - 0.3 * Math.log2(p.configuration.batchSize),
  );
  expect(Math.max(...spread.slice(0, 10)) - Math.min(...spread.slice(0, 10))).toBeLessThan(0.08);
});

test('a drifting machine leaves the ratios of heats as they are', () => {
  const { points, off } = recorded('machine');
  expect(off(points)).toBeLessThan(0.05);
  expect(off(steadied(points))).toBeLessThan(0.05);
});

test('a machine and a reference that both swing are told apart by how much replicates then agree', () => {
  const [one, other] = [recorded('reference').points, recorded('machine').points];
  const mixed = one.map((p, i) => ({
    ...p,
    throughputIps: (p.throughputIps ?? 0) * ((other[i]?.throughputIps ?? 0) / 2 ** 0.3) ** 0.5,
  }));
  const shifts = steadied(mixed).map((p, i) => (p.logRatio ?? 0) - (mixed[i]?.logRatio ?? 0));
  const levels = referenceLevels(mixed).map((v) => v ?? 0);
  const at = levels.findIndex((v) => Math.abs(v) > 0.1);
  const share = (shifts[at] ?? 0) / (levels[at] ?? 0);
  expect(share).toBeGreaterThan(0.3);
  expect(share).toBeLessThan(1);
});

test('a single replicate cannot tell', () => {
  const { points } = recorded('reference', 1);
  expect(steadied(points)).toEqual(points);
});

test('a point tells how fast the reference was in its heat, but for the reference itself', () => {
  const { points } = recorded('reference');
  const [first] = points;
  const reference = { ...first, logRatio: 0, logRatioSe: 0 } as SurfacePoint;
  const levels = referenceLevels([...points, reference]);
  expect(levels.at(-1)).toBeNull();
  const shift = steadied(points).map((p, i) => (p.logRatio ?? 0) - (points[i]?.logRatio ?? 0));
  shift.forEach((moved, i) => {
    expect(moved).toBeCloseTo(levels[i] ?? Number.NaN, 0);
  });
});
