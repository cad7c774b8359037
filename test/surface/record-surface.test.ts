import { expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { createSimulatedProber } from '../../src/probe/simulated-prober.ts';
import { createVirtualTime } from '../../src/probe/simulated-time.ts';
import { type Configuration, configurationKey } from '../../src/space/configuration.ts';
import { noiseFloor } from '../../src/surface/provenance.ts';
import { type RecordingPlan, recordSurface } from '../../src/surface/record-surface.ts';
import type { SurfacePoint } from '../../src/surface/surface-point.ts';
import { behaviourOf, FAILED, USUAL, usualThroughput } from '../study/conduct.ts';
import { smallSpace } from '../study/fixtures.ts';

const { configurations, reference } = smallSpace;
const plan: RecordingPlan = {
  configurations,
  reference,
  replicates: 2,
  rounds: { least: 3, most: 9 },
  longestRunMs: 3000,
  sessionsPerHeat: 2,
};

/** Records on a simulated host; `stopAfter` rows it is aborted. */
async function record(
  changes: Partial<RecordingPlan> = {},
  {
    earlier = [],
    stopAfter = Infinity,
    fails = () => false,
  }: {
    earlier?: readonly SurfacePoint[];
    stopAfter?: number;
    fails?: (c: Configuration) => boolean;
  } = {},
) {
  const kept: SurfacePoint[] = [];
  const probers: number[] = [];
  const abort = new AbortController();
  const done = recordSurface(
    { ...plan, ...changes },
    {
      createProber: (replicate) => {
        probers.push(replicate);
        return createSimulatedProber({
          behaviour: (c) => (fails(c) ? FAILED : behaviourOf(usualThroughput(c))),
          noise: USUAL,
          time: createVirtualTime(),
          random: createRandom(`replicate ${replicate}`),
        });
      },
      keep: (points) => {
        kept.push(...points);
        if (kept.length >= stopAfter) abort.abort();
      },
      report: () => {},
    },
    earlier,
    createRandom(1),
    abort.signal,
  );
  const error = await done.then(
    () => null,
    (e: unknown) => e,
  );
  return { kept, probers, error };
}

const rowKeys = (points: readonly SurfacePoint[]): string[] =>
  points.map((p) => `${configurationKey(p.configuration)}#${p.replicate}`).sort();

test('measures every configuration in every replicate once, each replicate in processes of its own', async () => {
  const { kept, probers, error } = await record();
  expect(error).toBeNull();
  const all = [1, 2].flatMap((r) => configurations.map((c) => `${configurationKey(c)}#${r}`));
  expect(rowKeys(kept)).toEqual(all.sort());
  expect(probers).toEqual([1, 2]);
  const own = kept.filter((p) => configurationKey(p.configuration) === configurationKey(reference));
  expect(own.map((p) => [p.logRatio, p.logRatioSe])).toEqual([
    [0, 0],
    [0, 0],
  ]);
});

test('finds ratios that are true within their noise', async () => {
  const { kept } = await record();
  const deviations = kept.map((p) => {
    const truth = Math.log(usualThroughput(p.configuration) / usualThroughput(reference));
    return Math.abs((p.logRatio ?? Number.NaN) - truth);
  });
  expect(Math.max(...deviations)).toBeLessThan(0.35);
  expect(deviations.reduce((a, b) => a + b) / deviations.length).toBeLessThan(0.08);
});

test('gives more rounds to what may be the best', async () => {
  const { kept } = await record();
  const best = Math.max(...kept.map((p) => p.logRatio ?? -Infinity));
  const rounds = (near: boolean): number[] =>
    kept
      .filter((p) => p.logRatio !== 0 && (p.logRatio ?? 0) > best - 0.1 === near)
      .map((p) => p.rounds ?? 0);
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  expect(mean(rounds(true))).toBeGreaterThan(1.3 * mean(rounds(false)));
});

test('goes on where it was stopped, without measuring anything twice', async () => {
  const first = await record({}, { stopAfter: 9 });
  expect(first.error).not.toBeNull();
  const rest = await record({}, { earlier: first.kept });
  expect(rest.error).toBeNull();
  const together = rowKeys([...first.kept, ...rest.kept]);
  expect(new Set(together).size).toBe(together.length);
  expect(together).toEqual(rowKeys((await record()).kept));
  expect((await record({}, { earlier: [...first.kept, ...rest.kept] })).probers).toEqual([]);
});

test('skips runs that would be too long, in all replicates alike, and keeps failures apart', async () => {
  const fails = (c: Configuration): boolean => c.batchSize === 2;
  const { kept } = await record({ longestRunMs: 90 }, { fails });
  const outcomes = new Set(
    kept.filter((p) => p.configuration.batchSize === 2).map((p) => p.outcome),
  );
  expect(outcomes.has('measured')).toBe(false);
  const skipped = kept.filter((p) => p.outcome === 'skipped');
  expect(skipped.length).toBeGreaterThan(0);
  expect(skipped.every((p) => p.logRatio === null && p.probeS === 0)).toBe(true);
  const of = (replicate: number): string[] =>
    skipped
      .filter((p) => p.replicate === replicate)
      .map((p) => configurationKey(p.configuration))
      .sort();
  expect(of(1)).toEqual(of(2));
});

test('ends where the reference cannot be measured', async () => {
  const { error } = await record({}, { fails: (c) => c === reference });
  expect(String(error)).toContain('the reference failed');
});

test('the noise floor is how far replicates are apart, the reference left out', () => {
  const point = (batchSize: number, replicate: number, logRatio: number): SurfacePoint =>
    ({
      configuration: { ...reference, batchSize },
      replicate,
      logRatio,
      logRatioSe: batchSize === 1 ? 0 : 0.02,
    }) as SurfacePoint;
  const floor = noiseFloor([
    point(1, 1, 0),
    point(1, 2, 0),
    point(2, 1, 0.5),
    point(2, 2, 0.7),
    point(4, 1, 1),
    point(4, 2, 1),
  ]);
  // Squares about the means: 2 × 0.1² + 0 over two degrees of freedom.
  expect(floor).toEqual({ within: 0.02, between: 0.1, between_near_best: 0 });
});
