import type { Clock } from '../core/clock.ts';

/** Time in which a simulation runs. */
export interface SimulatedTime extends Clock {
  /** Lets `ms` pass. Rejects with the signal's reason when aborted meanwhile. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Time that passes only by sleeping, at no cost: a study of an hour takes milliseconds. Begins at 0. */
export function createVirtualTime(): SimulatedTime {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      now += ms;
    },
  };
}

/** Real time, told by `clock`: for showing a simulated study at the speed of a measured one. */
export function createRealTime(clock: Clock): SimulatedTime {
  return {
    now: () => clock.now(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const onAbort = (): void => {
          clearTimeout(timer);
          reject(signal.reason);
        };
        const timer = setTimeout(() => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        }, ms);
        signal.addEventListener('abort', onAbort, { once: true });
      }),
  };
}
