/**
 * What the front and an instance say to each other over their socket: frames of a fixed length, little-endian.
 * The instance introduces itself once; then the front sends commands, one run at a time, and each is answered.
 */

/** A name that both were told by their parent, so that no stranger takes part. */
const ROOM_BYTES = 16;
export const INTRODUCTION_BYTES: number = ROOM_BYTES + 4;
export const COMMAND_BYTES = 4;
export const ANSWER_BYTES = 24;

/** The instance with this number of the group named `room` (32 hexadecimal digits). */
export interface Introduction {
  readonly room: string;
  readonly instance: number;
}

export function introductionFrame({ room, instance }: Introduction): Uint8Array {
  const frame = Buffer.alloc(INTRODUCTION_BYTES);
  frame.write(room, 'hex');
  frame.writeUInt32LE(instance, ROOM_BYTES);
  return frame;
}

export function readIntroduction(frame: Buffer): Introduction {
  return { room: frame.toString('hex', 0, ROOM_BYTES), instance: frame.readUInt32LE(ROOM_BYTES) };
}

/** A batch to run; 0 asks for the CPU time instead. */
export function commandFrame(batch: number): Uint8Array {
  const frame = Buffer.alloc(COMMAND_BYTES);
  frame.writeUInt32LE(batch);
  return frame;
}

export function readCommand(frame: Buffer): number {
  return frame.readUInt32LE();
}

/** Times on the clock that all processes share, ms. */
export type Answer =
  | { readonly type: 'ran'; readonly startedAt: number; readonly endedAt: number }
  /** CPU time of the process since it began, all threads. */
  | { readonly type: 'cpu'; readonly cpuMs: number };

/** The third number is that of the CPU, NaN for a run. */
export function answerFrame(answer: Answer): Uint8Array {
  const numbers =
    answer.type === 'ran' ? [answer.startedAt, answer.endedAt, Number.NaN] : [0, 0, answer.cpuMs];
  const frame = Buffer.alloc(ANSWER_BYTES);
  for (const [i, number] of numbers.entries()) frame.writeDoubleLE(number, 8 * i);
  return frame;
}

export function readAnswer(frame: Buffer): Answer {
  const cpuMs = frame.readDoubleLE(16);
  return Number.isNaN(cpuMs)
    ? { type: 'ran', startedAt: frame.readDoubleLE(0), endedAt: frame.readDoubleLE(8) }
    : { type: 'cpu', cpuMs };
}

/** Cuts a stream of bytes into frames; `bytes` is asked before each, so that the length may change after the first. */
export function frameCutter(
  bytes: () => number,
  onFrame: (frame: Buffer) => void,
): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let length = bytes(); rest.length >= length; length = bytes()) {
      const frame = rest.subarray(0, length);
      rest = rest.subarray(length);
      onFrame(frame);
    }
  };
}
