import type { Socket } from 'node:net';
import {
  ANSWER_BYTES,
  type Answer,
  commandFrame,
  frameCutter,
  INTRODUCTION_BYTES,
  type Introduction,
  readAnswer,
  readIntroduction,
} from './frames.ts';

/** The front's end of the socket of one instance. */
export interface InstanceConnection {
  readonly instance: number;
  /** Who is told of answers, and of the end of a connection that was not closed here. */
  listen(listener: ConnectionListener): void;
  /** A batch to run, or 0 for the CPU time. */
  send(batch: number): void;
  close(): void;
}

export interface ConnectionListener {
  readonly onAnswer: (answer: Answer) => void;
  readonly onLost: () => void;
}

/** Waits for the introduction of whoever has connected; those who do not introduce themselves are never heard of. */
export function acceptInstance(
  socket: Socket,
  onIntroduced: (introduction: Introduction, connection: InstanceConnection) => void,
): void {
  let listener: ConnectionListener | null = null;
  let introduced = false;
  const connectionOf = (instance: number): InstanceConnection => ({
    instance,
    listen: (l) => {
      listener = l;
      if (socket.destroyed) l.onLost();
    },
    send: (batch) => void socket.write(commandFrame(batch)),
    close: () => {
      listener = null;
      socket.destroy();
    },
  });
  const cut = frameCutter(
    () => (introduced ? ANSWER_BYTES : INTRODUCTION_BYTES),
    (frame) => {
      if (introduced) {
        listener?.onAnswer(readAnswer(frame));
        return;
      }
      introduced = true;
      const introduction = readIntroduction(frame);
      onIntroduced(introduction, connectionOf(introduction.instance));
    },
  );
  socket.on('data', cut);
  // What follows an error is 'close', which is all that matters.
  socket.on('error', () => undefined);
  socket.on('close', () => listener?.onLost());
}
