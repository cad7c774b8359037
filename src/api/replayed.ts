/** Items that arrive one by one, to be read by any number of readers, each from the first item on. */
export interface Replayed<T> {
  push(item: T): void;
  /** No more items come; readers end after the last one, or throw `error` there. */
  end(error?: { readonly thrown: unknown }): void;
  readonly items: AsyncIterable<T>;
}

/** Keeps all items, so that a reader who comes late misses none. Readers never hold up whoever pushes. */
export function createReplayed<T>(): Replayed<T> {
  const kept: T[] = [];
  let ended: { readonly error?: { readonly thrown: unknown } | undefined } | null = null;
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const resolves = waiting;
    waiting = [];
    for (const resolve of resolves) resolve();
  };
  async function* read(): AsyncGenerator<T, void> {
    for (let next = 0; ; ) {
      if (next < kept.length) yield kept[next++] as T;
      else if (ended === null) await new Promise<void>((resolve) => waiting.push(resolve));
      else if (ended.error === undefined) return;
      else throw ended.error.thrown;
    }
  }
  return {
    push: (item) => {
      kept.push(item);
      wake();
    },
    end: (error) => {
      ended = { error };
      wake();
    },
    items: { [Symbol.asyncIterator]: read },
  };
}
