import { InferenceSession, Tensor } from 'onnxruntime-node';
import { paddedLength, type RequestBatch } from '../../lengths/batch-cycle.ts';
import type { FeedSpec } from '../../onnx/feed-spec.ts';
import { isAccelerator } from '../../space/accelerators.ts';
import { warmedUp } from '../../stats/steady-state.ts';
import { makeFeed } from '../feed.ts';
import { type LengthFeedContext, makeLengthFeed } from '../length-feed.ts';
import { monotonicMs } from '../monotonic-clock.ts';
import { type FeedSource, type Feeds, mixedSource, steadySource } from './feed-source.ts';
import type { OutputTensor, Reply, Request, WorkerModel } from './protocol.ts';
import { type FrontService, serveFront } from './serve-front.ts';
import { createServedFeeds } from './served-feeds.ts';
import { sessionOptions } from './session-options.ts';
import { warmShapes } from './warm-shapes.ts';

type ReplyOf<T extends Reply['type']> = Extract<Reply, { type: T }>;
type RequestOf<T extends Request['type']> = Extract<Request, { type: T }>;

/** Runs past this many keep no times: a slice of a microsecond model stays small. */
const MAX_RUNS_PER_SLICE = 200_000;

/** One session of the runtime with the feeds of the batch sizes in use. Lives in a worker process. */
export interface WorkerSession {
  warmUp(request: RequestOf<'warm-up'>): Promise<ReplyOf<'warm'>>;
  slice(request: RequestOf<'slice'>): Promise<ReplyOf<'slice'>>;
  outputs(request: RequestOf<'outputs'>): Promise<ReplyOf<'outputs'>>;
  join(request: RequestOf<'join'>): Promise<ReplyOf<'joined'>>;
  /** Rejects with the error of a run that failed. */
  leave(): Promise<ReplyOf<'left'>>;
  forget(): ReplyOf<'forgotten'>;
}

/** Creates the session; rejects with the runtime's own error. */
export async function createWorkerSession(request: RequestOf<'load'>): Promise<WorkerSession> {
  const { model, configuration } = request;
  const session = await InferenceSession.create(model.path, sessionOptions(configuration));
  // A device compiles its kernels in the first run: it says nothing of how long the others take.
  const leastRuns = isAccelerator(configuration.provider) ? 2 : 1;
  const sources = new Map<number, FeedSource>();
  const sourceFor = (batch: number, phase = 0): FeedSource => {
    const known = sources.get(batch);
    if (known !== undefined) return known;
    const rows = Array.from({ length: batch }, (_, row) => row);
    const { requests } = model;
    const made: LengthFeedContext['made'] = new Map();
    const source =
      requests === undefined
        ? steadySource(makeFeeds(model, rows))
        : mixedSource(requests, batch, phase, (padded) => makeFeeds(model, rows, { padded, made }));
    sources.set(batch, source);
    return source;
  };
  const served = createServedFeeds(model.feeds, sourceFor);
  let service: FrontService | null = null;
  return {
    warmUp: (r) =>
      model.requests === undefined
        ? warmUp(session, sourceFor(r.batch).peek().feeds, { maxMs: r.maxMs, leastRuns })
        : warmUpMixed(session, sourceFor(r.batch, r.phase), r.maxMs),
    slice: (r) => slice(session, sourceFor(r.batch), r),
    outputs: async (r) => {
      const results = await session.run(makeFeeds(model, r.rows, r));
      return { type: 'outputs', outputs: Object.entries(results).map(outputTensor) };
    },
    join: async (r) => {
      service?.close();
      const run = (batch: number): Promise<unknown> => session.run(served.next(batch));
      served.reach(r.maxBatch);
      await served.warm(r.maxBatch, run, r.warmUpMs);
      service = await serveFront(r, run);
      return { type: 'joined' };
    },
    leave: async () => {
      await service?.ended;
      return { type: 'left', peakRssBytes: peakRssBytes() };
    },
    forget: () => {
      sources.clear();
      served.forget();
      return { type: 'forgotten' };
    },
  };
}

/** How the samples of a run are fed. */
interface Feeding {
  readonly amplitude?: number;
  /** Lengths of the samples; all of the length of the specs where absent. */
  readonly padded?: RequestBatch;
  /** Samples of other runs with the same amplitude, to be used again. */
  readonly made?: LengthFeedContext['made'];
}

/** Generated or real inputs for the given sample numbers. */
export function makeFeeds(
  model: WorkerModel,
  rows: readonly number[],
  { amplitude = 1, padded, made = new Map() }: Feeding = {},
): Feeds {
  const { seed, requests } = model;
  const feeds: Record<string, Tensor> = {};
  const longest =
    requests === undefined ? 0 : paddedLength(requests.lengths.at(-1) ?? 1, requests.grouping);
  for (const spec of model.feeds.map((s) => amplified(s, amplitude))) {
    const real = model.realFeeds.find((f) => f.name === spec.name);
    const { lengthRole } = spec;
    const feed =
      padded === undefined || lengthRole === undefined
        ? makeFeed(spec, rows, seed, real)
        : makeLengthFeed(spec, lengthRole, rows, padded, { seed, longest, made });
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

/** Warm-up over every length of the requests; `runMs` is their mean. */
async function warmUpMixed(
  session: InferenceSession,
  source: FeedSource,
  maxMs: number,
): Promise<ReplyOf<'warm'>> {
  const warm = await warmShapes(source, (feeds) => session.run(feeds), maxMs);
  const times = [...warm.shapeMs.values()];
  const runMs = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  return { type: 'warm', ...warm, runMs, peakRssBytes: peakRssBytes() };
}

async function slice(
  session: InferenceSession,
  source: FeedSource,
  request: RequestOf<'slice'>,
): Promise<ReplyOf<'slice'>> {
  const starts: number[] = [];
  const ends: number[] = [];
  const shapes: number[] = [];
  sleepUntil(request.startAt);
  const cpu = process.cpuUsage();
  let runs = 0;
  let now = monotonicMs();
  while (runs < MAX_RUNS_PER_SLICE && (runs < request.minRuns || now < request.until)) {
    const { feeds, shape } = source.next();
    starts.push(now);
    shapes.push(shape);
    await session.run(feeds);
    now = monotonicMs();
    ends.push(now);
    runs++;
  }
  const cpuMs = cpuSince(cpu);
  if (request.tailRun) await session.run(source.peek().feeds);
  return {
    type: 'slice',
    starts: Float64Array.from(starts),
    ends: Float64Array.from(ends),
    ...(source.everyShape.length > 0 && { shapes: Int32Array.from(shapes) }),
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
