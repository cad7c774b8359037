import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { RunOutput } from '../../src/batching/compare-outputs.ts';
import type { BatchPlan } from '../../src/batching/plan-batching.ts';
import type { BatchRunner } from '../../src/batching/verify-batching.ts';
import type { FeedSpec } from '../../src/onnx/feed-spec.ts';
import { joinModelBytes } from '../../src/onnx/model-bytes.ts';
import type { ModelGraph } from '../../src/onnx/model-graph.ts';
import { writeModel } from '../../src/onnx/write-model.ts';
import { makeFeed } from '../../src/probe/feed.ts';

const OPTIONS: InferenceSession.SessionOptions = { intraOpNumThreads: 1, logSeverityLevel: 4 };

/** Encodes a model built in memory and opens it with the real runtime. */
export async function openModel(model: ModelGraph): Promise<InferenceSession> {
  return await InferenceSession.create(joinModelBytes(writeModel(model)), OPTIONS);
}

/** Runs a session on the given samples. */
export async function runRows(
  session: InferenceSession,
  specs: readonly FeedSpec[],
  rows: readonly number[],
  amplitude = 1,
): Promise<readonly RunOutput[]> {
  const feeds = Object.fromEntries(
    specs.map((spec) => {
      const feed = makeFeed(spread(spec, amplitude), rows, 7, undefined);
      const data = feed.data as Float32Array;
      return [spec.name, new Tensor(spec.elementType as 'float32', data, [...feed.shape])];
    }),
  );
  const results = await session.run(feeds);
  return Object.entries(results).map(([name, tensor]) => ({
    name,
    shape: tensor.dims,
    numbers: Array.from(tensor.data as Float32Array, Number),
    isInteger: /int|bool/.test(tensor.type),
  }));
}

function spread(spec: FeedSpec, amplitude: number): FeedSpec {
  const { values } = spec;
  if (values.kind !== 'normal') return spec;
  return { ...spec, values: { ...values, deviation: values.deviation * amplitude } };
}

/** A runner over the real runtime for a model and its plan, and the end of its sessions. */
export function createRunner(
  original: ModelGraph,
  plan: BatchPlan,
  specs: readonly FeedSpec[],
): { readonly run: BatchRunner; close(): Promise<void> } {
  const sessions = new Map<string, InferenceSession>();
  return {
    run: async ({ model, rows, amplitude }) => {
      try {
        const session =
          sessions.get(model) ?? (await openModel(model === 'original' ? original : plan.model));
        sessions.set(model, session);
        return { outputs: await runRows(session, specs, rows, amplitude) };
      } catch (error) {
        return { failure: String(error) };
      }
    },
    close: async () => {
      for (const session of sessions.values()) await session.release();
    },
  };
}
