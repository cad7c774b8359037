import type { Random } from '../core/random.ts';
import { intendedArrivals } from './arrivals.ts';
import type { Load } from './load.ts';

/** Where requests come from, open or closed, until so many have come. Times in ms since the start. */
export interface ArrivalSource {
  /** When the next request arrives; Infinity where none will, or (closed loads) not before an answer. */
  nextAt(): number;
  /** Takes the next request and says when it was intended to arrive. */
  take(): number;
  /** So many requests were answered or dropped at `at`: in a closed load their clients ask again at once. */
  answered(count: number, at: number): void;
}

/** The source of `requests` requests of a load. */
export function createArrivalSource(load: Load, requests: number, random: Random): ArrivalSource {
  let left = requests;
  if (load.kind === 'closed') {
    let asking = load.clients;
    let askedAt = 0;
    return {
      nextAt: () => (asking > 0 && left > 0 ? askedAt : Infinity),
      take: () => {
        asking -= 1;
        left -= 1;
        return askedAt;
      },
      answered: (count, at) => {
        asking += count;
        askedAt = at;
      },
    };
  }
  const arrival = intendedArrivals(load, random);
  let next = arrival();
  return {
    nextAt: () => (left > 0 ? next : Infinity),
    take: () => {
      const taken = next;
      left -= 1;
      next = arrival();
      return taken;
    },
    answered: () => {},
  };
}
