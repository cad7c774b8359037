/**
 * What a person may ask of a running study. The study looks between rounds and between heats, never inside a slice, so
 * that nothing measured is disturbed.
 */
export interface StudyControl {
  /** Whether the search shall end and the final race begin. Never taken back. */
  isFinishing(): boolean;
  /** Whether the challengers of the heat at hand shall leave; asking answers the wish. */
  takeSkip(): boolean;
  isPaused(): boolean;
  /** Resolves as soon as nothing is paused, or at once when aborted. */
  untilResumed(signal: AbortSignal): Promise<void>;
}

/** The other side of a `StudyControl`: where the wishes come from. */
export interface StudySteering extends StudyControl {
  pause(): void;
  resume(): void;
  /** Ends the search after the round at hand, also where it is paused. */
  finish(): void;
  skip(): void;
}

/** A study that nobody steers. */
export const UNSTEERED: StudyControl = {
  isFinishing: () => false,
  takeSkip: () => false,
  isPaused: () => false,
  untilResumed: async () => {},
};

export function createStudySteering(): StudySteering {
  let finishing = false;
  let skipping = false;
  let paused = false;
  const waiting = new Set<() => void>();
  const resume = (): void => {
    paused = false;
    for (const wake of [...waiting]) wake();
  };
  return {
    isFinishing: () => finishing,
    takeSkip: () => {
      const wished = skipping;
      skipping = false;
      return wished;
    },
    isPaused: () => paused,
    untilResumed: (signal) =>
      new Promise((resolve) => {
        if (!paused || signal.aborted) {
          resolve();
          return;
        }
        const wake = (): void => {
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener('abort', wake);
      }),
    pause: () => {
      paused = true;
    },
    resume,
    finish: () => {
      finishing = true;
      resume();
    },
    skip: () => {
      skipping = true;
    },
  };
}
