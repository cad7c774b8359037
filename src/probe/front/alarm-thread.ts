import { parentPort, workerData } from 'node:worker_threads';
import { monotonicMs } from '../monotonic-clock.ts';
import { type AlarmMemory, alarmViews } from './alarm.ts';

/** Says that it is ready; then sleeps until the time the alarm was last set to, says so once, and sleeps until it is set again. */
function wait(memory: AlarmMemory, ring: () => void): never {
  const { turn, due } = alarmViews(memory);
  let rungFor = 0;
  ring();
  for (;;) {
    const seen = Atomics.load(turn, 0);
    const leftMs = seen === rungFor ? Infinity : (due[0] as number) - monotonicMs();
    if (leftMs > 0) {
      Atomics.wait(turn, 0, seen, leftMs);
    } else {
      rungFor = seen;
      ring();
    }
  }
}

wait(workerData as AlarmMemory, () => parentPort?.postMessage(null));
