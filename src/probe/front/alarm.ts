import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Wakes the main thread at a point in time, on the clock that all processes share, to some hundredths of a millisecond. */
export interface Alarm {
  /** Calls back at `at`, ms, or soon after; Infinity never. Replaces what was set before, which may still ring. */
  set(at: number): void;
}

/** The time (one float64), and how often it was set. */
export interface AlarmMemory {
  readonly turn: SharedArrayBuffer;
  readonly due: SharedArrayBuffer;
}

export function alarmViews({ turn, due }: AlarmMemory): {
  readonly turn: Int32Array;
  readonly due: Float64Array;
} {
  return { turn: new Int32Array(turn), due: new Float64Array(due) };
}

/**
 * An alarm with a thread of its own that sleeps until then: timers of the event loop are up to a millisecond late, and
 * spinning would take a core from the instances. Resolves once the thread is ready; it ends with the process.
 */
export async function createAlarm(ring: () => void): Promise<Alarm> {
  const memory: AlarmMemory = {
    turn: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
    due: new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT),
  };
  const { turn, due } = alarmViews(memory);
  let setTo = Infinity;
  const thread = startThread(memory);
  await once(thread, 'message');
  thread.on('message', () => {
    setTo = Infinity;
    ring();
  });
  return {
    set: (at) => {
      if (at === setTo) return;
      setTo = at;
      due[0] = at;
      Atomics.add(turn, 0, 1);
      Atomics.notify(turn, 0);
    },
  };
}

/** Threads do not inherit the loader of TypeScript source, which development and tests run. */
function startThread(workerData: AlarmMemory): Worker {
  const typescript = import.meta.url.endsWith('.ts');
  const url = new URL(`./alarm-thread.${typescript ? 'ts' : 'js'}`, import.meta.url);
  if (!typescript) return new Worker(url, { workerData });
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const code = `import(${loader}).then((tsx) => { tsx.register(); return import(${JSON.stringify(url.href)}); })`;
  return new Worker(code, { eval: true, workerData });
}
