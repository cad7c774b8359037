import { expect, test } from 'vitest';
import { configurationKey, runtimeDefault } from '../../../src/space/configuration.ts';
import { parseSurface } from '../../../src/surface/parse-surface.ts';
import { assemblePoints } from './assemble-points.ts';
import { recordedSpace } from './recorded-space.ts';

const pointsOf = (lines: readonly string[]) =>
  assemblePoints(parseSurface(lines.join('\n'), 'made-up.csv'), runtimeDefault(1));

const NEEDED = 'batch_size,instances,intra_op_threads';

test('a surface of throughputs alone is related to the default', () => {
  const points = pointsOf([`${NEEDED},throughput_ips`, '1,1,0,100', '2,1,0,150', '2,2,1,300']);
  const ratios = points.map((p) => p.replicates[0]?.logRatio);
  expect(ratios).toEqual([0, Math.log(1.5), Math.log(3)]);
  expect(points[2]?.replicates[0]?.latencyMs).toBeCloseTo((1000 * 4) / 300, 10);
});

test('ratios to another reference are taken to the default of the same replicate', () => {
  const points = pointsOf([
    `replicate,${NEEDED},log_ratio,log_ratio_se`,
    '1,1,1,1,0,0',
    '1,1,1,0,0.5,0.02',
    '1,4,1,0,0.8,0.03',
    '2,1,1,0,0.6,0.02',
    '2,4,1,0,0.8,0.03',
  ]);
  expect(points.map((p) => configurationKey(p.configuration))).toHaveLength(3);
  // The other reference was not measured in the second replicate.
  const [other, usual, larger] = points.map((p) => p.replicates.map((r) => r.logRatio));
  expect(other).toEqual([-0.5]);
  expect(usual).toEqual([0, 0]);
  expect(larger?.map((v) => v?.toFixed(3))).toEqual(['0.300', '0.200']);
});

test('creating a session is taken out of its first probe and kept apart from the others', () => {
  const points = pointsOf([
    `${NEEDED},throughput_ips,session_create_ms,probe_s`,
    '1,1,0,100,150,1.4',
    '2,1,0,100,150,0.9',
    '1,4,1,100,500,2.5',
  ]);
  const costs = points.map(({ replicates: [r] }) => [r?.createS, r?.measureS]);
  expect(costs[0]?.[0]).toBeCloseTo(0.4, 10);
  expect(costs[0]?.[1]).toBeCloseTo(1, 10);
  expect(costs[1]).toEqual([0.4, 0.9]);
  expect(costs[2]?.[0]).toBeCloseTo(1.5, 10);
});

test('what was skipped is no part of the space and what failed is', () => {
  const points = pointsOf([
    `${NEEDED},outcome,throughput_ips`,
    '1,1,0,measured,100',
    '2,1,0,failed,',
    '64,1,0,skipped,',
  ]);
  expect(points.map((p) => p.replicates[0]?.logRatio)).toEqual([0, null]);
});

test('a surface without the default cannot be played', () => {
  expect(() => pointsOf([`${NEEDED},throughput_ips`, '1,1,1,100'])).toThrow('default');
  expect(() => pointsOf(['batch_size,instances', '1,1'])).toThrow('intra_op_threads');
});

test('the recorded space is in the order of a built one, whatever the order of the file', () => {
  const reference = runtimeDefault(1);
  const mixed = [16, 1, 2].flatMap((batchSize) =>
    [2, 1].map((instances) =>
      batchSize === 1 && instances === 1 ? reference : { ...reference, batchSize, instances },
    ),
  );
  const space = recordedSpace(mixed, reference, 2);
  expect(space.configurations.map((c) => [c.instances, c.batchSize])).toEqual([
    [1, 1],
    [1, 2],
    [1, 16],
    [2, 1],
    [2, 2],
    [2, 16],
  ]);
  expect(space.configurations[0]).toBe(reference);
  expect(space.neighbours(reference)).toHaveLength(2);
});
