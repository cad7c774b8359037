import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { FeedSpec } from '../../onnx/feed-spec.ts';
import { isAccelerator } from '../../space/accelerators.ts';
import { warmedUp } from '../../stats/steady-state.ts';
import { makeFeed } from '../feed.ts';
import { monotonicMs } from '../monotonic-clock.ts';
import type { OutputTensor, Reply, Request, WorkerModel } from './protocol.ts';
import { sessionOptions } from './session-options.ts';

type Feeds = Record<string, Tensor>;
type ReplyOf<T extends Reply['type']> = Extract<Reply, { type: T }>;
type RequestOf<T extends Request['type']> = Extract<Request, { type: T }>;

/** Runs past this many keep no times: a slice of a microsecond model stays small. */
const MAX_RUNS_PER_SLICE = 200_000;

/** One session of the runtime with the feeds of the batch sizes in use. Lives in a worker process. */
export interface WorkerSession {
  warmUp(request: RequestOf<'warm-up'>): Promise<ReplyOf<'warm'>>;
  slice(request: RequestOf<'slice'>): Promise<ReplyOf<'slice'>>;
  outputs(request: RequestOf<'outputs'>): Promise<ReplyOf<'outputs'>>;
  forget(): ReplyOf<'forgotten'>;
}

/** Creates the session; rejects with the runtime's own error. */
export async function createWorkerSession(request: RequestOf<'load'>): Promise<WorkerSession> {
  const { model, configuration } = request;
  const session = await InferenceSession.create(model.path, sessionOptions(configuration));
  // A device compiles its kernels in the first run: it says nothing of how long the others take.
  const leastRuns = isAccelerator(configuration.provider) ? 2 : 1;
  const feedsOfBatch = new Map<number, Feeds>();
  const feedsFor = (batch: number): Feeds => {
    const known = feedsOfBatch.get(batch);
    if (known !== undefined) return known;
    const feeds = makeFeeds(
      model,
      Array.from({ length: batch }, (_, row) => row),
    );
    feedsOfBatch.set(batch, feeds);
    return feeds;
  };
  return {
    warmUp: (r) => warmUp(session, feedsFor(r.batch), { maxMs: r.maxMs, leastRuns }),
    slice: (r) => slice(session, feedsFor(r.batch), r),
    outputs: async (r) => {
      const results = await session.run(makeFeeds(model, r.rows, r.amplitude));
      return { type: 'outputs', outputs: Object.entries(results).map(outputTensor) };
    },
    forget: () => {
      feedsOfBatch.clear();
      return { type: 'forgotten' };
    },
  };
}

/** Generated or real inputs for the given sample numbers. */
export function makeFeeds(model: WorkerModel, rows: readonly number[], amplitude = 1): Feeds {
  const feeds: Feeds = {};
  for (const spec of model.feeds.map((s) => amplified(s, amplitude))) {
    const real = model.realFeeds.find((f) => f.name === spec.name);
    const feed = makeFeed(spec, rows, model.seed, real);
    // The union of array types is wider than each overload of the constructor; the element type keeps them in step.
    feeds[spec.name] = new Tensor(feed.elementType as 'float32', feed.data as Float32Array, [
      ...feed.shape,
    ]);
  }
  return feeds;
}

/** A feed of the same shape with real numbers of larger spread. */
function amplified(spec: FeedSpec, amplitude: number): FeedSpec {
  const { values } = spec;
  if (values.kind !== 'normal') return spec;
  return { ...spec, values: { ...values, deviation: amplitude * values.deviation } };
}

function outputTensor([name, value]: [string, unknown]): OutputTensor {
  const tensor = value as Tensor;
  return {
    name,
    elementType: tensor.type as OutputTensor['elementType'],
    shape: tensor.dims,
    data: tensor.data as OutputTensor['data'],
  };
}

async function warmUp(
  session: InferenceSession,
  feeds: Feeds,
  { maxMs, leastRuns }: { readonly maxMs: number; readonly leastRuns: number },
): Promise<ReplyOf<'warm'>> {
  const began = monotonicMs();
  const times: number[] = [];
  let settled = false;
  do {
    const start = monotonicMs();
    await session.run(feeds);
    times.push(monotonicMs() - start);
    // The first run allocates and plans; it is reported apart and says nothing about the steady state.
    settled = warmedUp(times.slice(1));
  } while (times.length < leastRuns || (!settled && monotonicMs() - began < maxMs));
  const last = times
    .slice(leastRuns - 1)
    .slice(-5)
    .sort((a, b) => a - b);
  return {
    type: 'warm',
    firstRunMs: times[0] ?? 0,
    runs: times.length,
    runMs: last[last.length >> 1] ?? 0,
    warmedUp: settled,
    peakRssBytes: peakRssBytes(),
  };
}

async function slice(
  session: InferenceSession,
  feeds: Feeds,
  request: RequestOf<'slice'>,
): Promise<ReplyOf<'slice'>> {
  const starts: number[] = [];
  const ends: number[] = [];
  sleepUntil(request.startAt);
  const cpu = process.cpuUsage();
  let runs = 0;
  let now = monotonicMs();
  while (runs < MAX_RUNS_PER_SLICE && (runs < request.minRuns || now < request.until)) {
    starts.push(now);
    await session.run(feeds);
    now = monotonicMs();
    ends.push(now);
    runs++;
  }
  const cpuMs = cpuSince(cpu);
  if (request.tailRun) await session.run(feeds);
  return {
    type: 'slice',
    starts: Float64Array.from(starts),
    ends: Float64Array.from(ends),
    cpuMs,
    totalCpuMs: cpuSince(cpu),
    peakRssBytes: peakRssBytes(),
  };
}

const never = new Int32Array(new SharedArrayBuffer(4));

/** Blocks the thread, without spinning, until the start barrier. */
function sleepUntil(at: number): void {
  const left = at - monotonicMs();
  if (left > 0) Atomics.wait(never, 0, 0, left);
}

function cpuSince(start: NodeJS.CpuUsage): number {
  const used = process.cpuUsage(start);
  return (used.user + used.system) / 1000;
}

function peakRssBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
