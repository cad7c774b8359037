/** Events on their way from whoever makes them to one reader that may be slower. */
export interface EventQueue<T> {
  push(item: T): void;
  /** No more items come; the reader ends after the last one. */
  close(): void;
  /** The items in order; one reader only. */
  items(): AsyncGenerator<T, void>;
}

/** Bridges callbacks to an async generator, so that what happens inside an awaited call is seen while it happens. */
export function createEventQueue<T>(): EventQueue<T> {
  const waiting: T[] = [];
  let closed = false;
  let wake = (): void => {};
  return {
    push: (item) => {
      waiting.push(item);
      wake();
    },
    close: () => {
      closed = true;
      wake();
    },
    items: async function* () {
      while (true) {
        for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) yield item;
        if (closed) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
