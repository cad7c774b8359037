import { listSupportedBackends } from 'onnxruntime-node';
import { hasProviderLibrary, installedRuntimeVersion } from '../installed-runtime.ts';
import { monotonicMs } from '../monotonic-clock.ts';
import { profileSession } from './profile-session.ts';
import { type Hello, PROTOCOL_VERSION, type Reply, type Request } from './protocol.ts';
import { createWorkerSession, type WorkerSession } from './worker-session.ts';

/**
 * One instance: a process with one session of the runtime, commanded over IPC, one request at a time. It ends when its
 * parent does; Ctrl-C in the terminal is the parent's business.
 */
function serve(send: (message: Hello | Reply) => void): void {
  let session: WorkerSession | null = null;

  const answer = async (request: Request): Promise<Reply> => {
    if (request.type === 'load') {
      const start = monotonicMs();
      session = await createWorkerSession(request);
      return { type: 'loaded', createMs: monotonicMs() - start };
    }
    if (request.type === 'profile') return profileSession(request);
    if (session === null) throw new Error('no session is loaded');
    switch (request.type) {
      case 'warm-up':
        return session.warmUp(request);
      case 'slice':
        return session.slice(request);
      case 'outputs':
        return session.outputs(request);
      case 'join':
        return session.join(request);
      case 'leave':
        return session.leave();
      case 'forget':
        return session.forget();
    }
  };

  process.on('disconnect', () => process.exit(0));
  // The parent may have ended while this process was starting.
  if (!process.connected) process.exit(0);
  process.on('SIGINT', () => undefined);
  process.on('message', (request: Request) => {
    answer(request).then(send, (error: unknown) => {
      send({ type: 'error', message: error instanceof Error ? error.message : String(error) });
    });
  });
  const isInstalled = (b: { readonly name: string; readonly bundled: boolean }): boolean =>
    b.bundled || hasProviderLibrary(b.name);
  const known = listSupportedBackends();
  send({
    type: 'hello',
    protocol: PROTOCOL_VERSION,
    runtimeVersion: installedRuntimeVersion(),
    providers: known.filter(isInstalled).map((b) => b.name),
    lackingProviders: known.filter((b) => !isInstalled(b)).map((b) => b.name),
  });
}

if (process.send === undefined) {
  process.stderr.write('this file is a worker of tune and is started by it\n');
  process.exitCode = 70;
} else {
  serve((message) => process.send?.(message));
}
