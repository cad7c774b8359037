import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { monotonicMs } from '../monotonic-clock.ts';
import type { ProfiledRuns, ProfileLimits, Reply, Request } from './protocol.ts';
import { sessionOptions } from './session-options.ts';
import { makeFeeds } from './worker-session.ts';

/** Runs of each batch size at least: the first allocates and plans, a median needs more than one other. */
const MIN_RUNS = 3;

/**
 * Runs a model in a session that profiles. The trace goes through a folder of its own, since the runtime names its file
 * by the time alone, and is removed before this returns. Rejects with the runtime's own error.
 */
export async function profileSession(
  request: Extract<Request, { type: 'profile' }>,
): Promise<Extract<Reply, { type: 'profile' }>> {
  const { model, configuration, batches, limits } = request;
  const folder = mkdtempSync(join(tmpdir(), 'tune-profile-'));
  try {
    const start = monotonicMs();
    const session = await InferenceSession.create(model.path, {
      ...sessionOptions(configuration),
      enableProfiling: true,
      profileFilePrefix: join(folder, 'trace'),
    });
    const createMs = monotonicMs() - start;
    const runs: ProfiledRuns[] = [];
    for (const batch of batches) {
      const feeds = makeFeeds(
        model,
        Array.from({ length: batch }, (_, row) => row),
      );
      runs.push({ batch, runMs: await timeRuns(() => session.run(feeds), limits) });
    }
    session.endProfiling();
    const [name = ''] = readdirSync(folder);
    return { type: 'profile', trace: readFileSync(join(folder, name), 'utf8'), runs, createMs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timeRuns(run: () => Promise<unknown>, limits: ProfileLimits): Promise<number[]> {
  const times: number[] = [];
  const began = monotonicMs();
  for (let now = began; ; ) {
    await run();
    const end = monotonicMs();
    times.push(end - now);
    now = end;
    const enough = times.length >= limits.maxRuns || now - began > limits.maxMs;
    if (times.length >= MIN_RUNS && enough) return times;
  }
}
