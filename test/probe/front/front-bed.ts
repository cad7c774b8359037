import type { BlockPlan } from '../../../src/load/load-block.ts';
import type { ModelGraph } from '../../../src/onnx/model-graph.ts';
import { createFrontSource, type FrontSource } from '../../../src/probe/front/front-process.ts';
import { type InstanceGroup, startInstanceGroup } from '../../../src/probe/instance-group.ts';
import { startWorkerGuard } from '../../../src/probe/worker-guard.ts';
import { type Configuration, runtimeDefault } from '../../../src/space/configuration.ts';
import { processSource } from '../../support/process-source.ts';
import { TINY_FEED, tinyPerceptron, writeTemporary } from '../../support/tiny-model.ts';

/** A front and what starts groups of instances that serve with it. */
export interface FrontBed {
  readonly front: FrontSource;
  group(configuration?: Partial<Configuration>): Promise<InstanceGroup>;
  close(): void;
}

export function openFrontBed(model: ModelGraph = tinyPerceptron()): FrontBed {
  const guard = startWorkerGuard();
  const front = createFrontSource();
  const path = writeTemporary(model);
  const groups: InstanceGroup[] = [];
  return {
    front,
    group: async (configuration) => {
      const group = await startInstanceGroup({
        model: { path, feeds: [TINY_FEED], realFeeds: [], seed: 1 },
        configuration: { ...runtimeDefault(1), intraOpThreads: 1, ...configuration },
        guard,
        freeze: true,
        watch: () => null,
        peakResidentBytes: processSource.peakResidentBytes,
        timeoutMs: 20_000,
        front: front.obtain,
      });
      groups.push(group);
      return group;
    },
    close: () => {
      for (const group of groups) group.kill();
      front.close();
      guard.close();
    },
  };
}

/** A short block of 100 requests per second with one instance. */
export function blockOf(plan: Partial<BlockPlan> = {}): BlockPlan {
  return {
    load: { kind: 'constant', ratePerS: 100, text: 'constant:100/s' },
    limits: { maxBatch: 4, maxDelayMs: 0, queueLimit: 1000, deadlineMs: null, instances: 1 },
    seed: 'block',
    rampMs: 100,
    windowMs: 500,
    drainMs: 250,
    ...plan,
  };
}
