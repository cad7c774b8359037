import { startWorkerGuard } from './worker-guard.ts';
import { startWorkerProcess } from './worker-process.ts';

/** What the runtime says of itself. */
export interface RuntimeFacts {
  readonly version: string;
  /** Execution providers this build can really use, as JavaScript names them. */
  readonly providers: readonly string[];
}

/** Asks a worker process, since the runtime is never loaded in this one. Throws `WorkerFailure` if it does not start. */
export async function readRuntimeFacts(): Promise<RuntimeFacts> {
  const guard = startWorkerGuard();
  try {
    const worker = await startWorkerProcess(guard);
    worker.kill();
    return { version: worker.hello.runtimeVersion, providers: worker.hello.providers };
  } finally {
    guard.close();
  }
}
