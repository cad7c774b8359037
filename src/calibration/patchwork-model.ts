import type { MicroBenchmark } from '../../operators/benchmarks/micro-benchmark.ts';
import type { FeedSpec } from '../onnx/feed-spec.ts';
import { joinModelBytes } from '../onnx/model-bytes.ts';
import { writeModel } from '../onnx/write-model.ts';
import { graphWork } from '../work/graph-work.ts';
import type { GraphWork } from '../work/work-unit.ts';
import { patchwork } from '../zoo/patchwork.ts';

/** A patchwork of micro-benchmarks, as bytes to run and as work to price. */
export interface PatchworkModel {
  readonly bytes: Uint8Array;
  readonly feeds: readonly FeedSpec[];
  work(batch: number): GraphWork;
}

/** Builds the patchwork of some micro-benchmarks. */
export function patchworkModel(benchmarks: readonly MicroBenchmark[]): PatchworkModel {
  const model = patchwork(benchmarks);
  const elements = Math.max(...benchmarks.map((b) => b.input.reduce((x, y) => x * y, 1)));
  const works = new Map<number, GraphWork>();
  return {
    bytes: joinModelBytes(writeModel(model)),
    feeds: [
      {
        name: 'x',
        elementType: 'float32',
        shape: [1, elements],
        batchAxis: 0,
        values: { kind: 'normal', mean: 0, deviation: 1 },
      },
    ],
    work: (batch) => {
      const known = works.get(batch);
      if (known !== undefined) return known;
      const work = graphWork(model, new Map([['x', { shape: [batch, elements] }]]), batch);
      works.set(batch, work);
      return work;
    },
  };
}
