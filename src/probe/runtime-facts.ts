import { startWorkerGuard } from './worker-guard.ts';
import { startWorkerProcess } from './worker-process.ts';

/** What the runtime says of itself. */
export interface RuntimeFacts {
  readonly version: string;
  /** Execution providers whose code is installed, as JavaScript names them; whether they work here only trying tells. */
  readonly providers: readonly string[];
  /** Those that need libraries which are not installed. */
  readonly lackingProviders: readonly string[];
}

/** Asks a worker process, since the runtime is never loaded in this one. Throws `WorkerFailure` if it does not start. */
export async function readRuntimeFacts(): Promise<RuntimeFacts> {
  const guard = startWorkerGuard();
  try {
    const { hello, kill } = await startWorkerProcess(guard);
    kill();
    const { runtimeVersion, providers, lackingProviders } = hello;
    return { version: runtimeVersion, providers, lackingProviders };
  } finally {
    guard.close();
  }
}
