import { runtimeDefault } from '../space/configuration.ts';
import type { WorkerModel } from './worker/protocol.ts';
import { WorkerFailure } from './worker-failure.ts';
import type { WorkerGuard } from './worker-guard.ts';
import { startWorkerProcess } from './worker-process.ts';

/** Longest wait for a session and for a run, ms: CUDA compiles for a new card, TensorRT builds an engine. */
const TIMEOUT_MS = 60_000;

export interface ProviderTry {
  readonly provider: string;
  /** Small: it is loaded and run once. */
  readonly model: WorkerModel;
  readonly guard: WorkerGuard;
}

/**
 * Why a provider cannot be used here, in the runtime's words; null where it opened a session and ran. In a process of its
 * own, since drivers crash. Rejects when aborted.
 */
export async function tryProvider(
  { provider, model, guard }: ProviderTry,
  signal: AbortSignal,
): Promise<string | null> {
  signal.throwIfAborted();
  try {
    const worker = await startWorkerProcess(guard);
    signal.addEventListener('abort', worker.kill, { once: true });
    try {
      const configuration = runtimeDefault(1, provider);
      await worker.request({ type: 'load', model, configuration }, TIMEOUT_MS);
      await worker.request({ type: 'outputs', rows: [0], amplitude: 1 }, TIMEOUT_MS);
      return null;
    } finally {
      signal.removeEventListener('abort', worker.kill);
      worker.kill();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof WorkerFailure)) throw error;
    return withoutPlace(error.failure.message);
  }
}

/** The runtime's message without file, line and signature of the function it came from. */
function withoutPlace(message: string): string {
  const told = /^\S+\.cc:\d+ .* was false\. (.+)$/.exec(message)?.[1];
  return (told ?? message).trim();
}
