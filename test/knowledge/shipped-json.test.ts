import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { datasetText } from '../../src/cli/dataset-text.ts';
import { shippedKnowledge } from '../../src/cli/known-tasks.ts';
import { type ShippedJson, shippedTasks } from '../../src/knowledge/shipped-json.ts';
import { translateTask } from '../../src/knowledge/translate-task.ts';
import { configurationKey } from '../../src/space/configuration.ts';
import { buildShippedKnowledge } from '../support/build-knowledge.ts';

const tasks = shippedKnowledge();

describe('the knowledge that comes with the tool', () => {
  it('is what the surfaces of datasets say (npm run build:knowledge)', async () => {
    expect(datasetText('knowledge/shipped.json') === (await buildShippedKnowledge())).toBe(true);
  }, 60_000);

  it('is small enough to be read at every start', () => {
    const file = new URL('../../datasets/knowledge/shipped.json', import.meta.url);
    expect(statSync(file).size).toBeLessThan(2_000_000);
    expect(tasks.length).toBeGreaterThan(20);
  });

  it('says where every figure is from', () => {
    const file = JSON.parse(datasetText('knowledge/shipped.json') ?? '') as ShippedJson;
    for (const { source } of file.tasks) {
      expect(source.csv).toMatch(/^[\w.-]+\/[\w.-]+\.csv$/);
      expect(source.csv_sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(source.measured_at).toMatch(/^\d{4}-\d\d-\d\dT/);
    }
  });

  it('can be translated to its own host: the default is 0, each configuration comes once', () => {
    for (const { head, points } of tasks) {
      const counts = { instances: [], intraOpThreads: [] };
      const to = { ...head, counts };
      const known = translateTask(points(), { from: head, to, objective: 'throughput' });
      expect(known.length, head.id).toBeGreaterThan(1);
      const keys = known.map((p) => configurationKey(p.configuration));
      expect(new Set(keys).size, head.id).toBe(keys.length);
      const standard = known.find(
        (p) =>
          p.configuration.intraOpThreads === 0 &&
          p.configuration.instances === 1 &&
          p.configuration.batchSize === head.baseBatch,
      );
      expect(standard?.value, head.id).toBe(0);
    }
  });

  it('is left out where it is of another version, or a task of another signature', () => {
    const file = JSON.parse(datasetText('knowledge/shipped.json') ?? '') as ShippedJson;
    expect(shippedTasks({ ...file, version: 99 })).toEqual([]);
    const [first, ...rest] = file.tasks;
    if (first === undefined) throw new Error('nothing is shipped');
    const old = { ...first, signature: { ...(first.signature as object), version: 0 } };
    expect(shippedTasks({ ...file, tasks: [old, ...rest] })).toHaveLength(rest.length);
  });
});
