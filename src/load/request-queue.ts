/** First-in first-out queue of requests: number and time of arrival. A ring that doubles as it fills; O(1) amortised. */
export interface RequestQueue {
  readonly length: number;
  /** Arrival of the oldest, ms; NaN where the queue is empty. */
  oldestArrival(): number;
  push(id: number, arrivedAt: number): void;
  /** Takes out the oldest ones, in order: `count` of them, or all there are. */
  take(count: number): number[];
}

export function createRequestQueue(): RequestQueue {
  let ids = new Float64Array(64);
  let arrivals = new Float64Array(64);
  let head = 0;
  let length = 0;

  const grow = (): void => {
    const older = { ids, arrivals };
    const mask = ids.length - 1;
    ids = new Float64Array(2 * older.ids.length);
    arrivals = new Float64Array(ids.length);
    for (let i = 0; i < length; i++) {
      ids[i] = older.ids[(head + i) & mask] as number;
      arrivals[i] = older.arrivals[(head + i) & mask] as number;
    }
    head = 0;
  };

  return {
    get length() {
      return length;
    },
    oldestArrival: () => (length === 0 ? Number.NaN : (arrivals[head] as number)),
    push: (id, arrivedAt) => {
      if (length === ids.length) grow();
      const tail = (head + length) & (ids.length - 1);
      ids[tail] = id;
      arrivals[tail] = arrivedAt;
      length += 1;
    },
    take: (count) => {
      const taken: number[] = [];
      const end = Math.min(count, length);
      for (let i = 0; i < end; i++) taken.push(ids[(head + i) & (ids.length - 1)] as number);
      head = (head + end) & (ids.length - 1);
      length -= end;
      return taken;
    },
  };
}
