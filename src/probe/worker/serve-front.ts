import { connect, type Socket } from 'node:net';
import {
  answerFrame,
  COMMAND_BYTES,
  frameCutter,
  introductionFrame,
  readCommand,
} from '../front/frames.ts';
import { monotonicMs } from '../monotonic-clock.ts';

/** Where the front is, and who connects. */
export interface FrontAddress {
  readonly path: string;
  readonly room: string;
  readonly instance: number;
}

/** A connection to the front: this instance runs what the front asks for. */
export interface FrontService {
  /** Resolves once the front has hung up; rejects with the error of a run that failed, which ends the connection. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Connects and introduces itself; rejects where nobody listens. `run` makes one run of so many samples. */
export async function serveFront(
  { path, room, instance }: FrontAddress,
  run: (batch: number) => Promise<unknown>,
): Promise<FrontService> {
  const socket = await connected(path);
  socket.write(introductionFrame({ room, instance }));
  let failure: { readonly error: unknown } | null = null;

  const obey = async (batch: number): Promise<void> => {
    if (batch === 0) {
      const { user, system } = process.cpuUsage();
      socket.write(answerFrame({ type: 'cpu', cpuMs: (user + system) / 1000 }));
      return;
    }
    const startedAt = monotonicMs();
    await run(batch);
    socket.write(answerFrame({ type: 'ran', startedAt, endedAt: monotonicMs() }));
  };
  const cut = frameCutter(
    () => COMMAND_BYTES,
    (frame) => {
      obey(readCommand(frame)).catch((error: unknown) => {
        failure ??= { error };
        socket.destroy();
      });
    },
  );
  const ended = new Promise<void>((resolve, reject) => {
    socket.on('close', () => (failure === null ? resolve() : reject(failure.error)));
  });
  // Whoever waits for the end is told; before anybody does, it is no unhandled rejection.
  ended.catch(() => undefined);
  socket.on('error', () => undefined);
  socket.on('data', cut);
  return { ended, close: () => socket.destroy() };
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.on('error', reject);
  });
}
