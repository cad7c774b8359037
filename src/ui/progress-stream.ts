import type { StudyEvent } from '../study/study-event.ts';

/** Where progress goes: stderr, or anything that takes text. `columns` is read anew for every line. */
export interface ProgressStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** A reader of a study's events that shows how far it is. */
export interface Progress {
  event(event: StudyEvent): void;
  /** Takes back what is only temporary on the screen. Idempotent. */
  close(): void;
}
