import { capacityOf } from '../../../src/load/queue-estimate.ts';
import { blockPlayer } from './play-search.ts';
import type { TrueServer } from './servers.ts';

const SERVERS: readonly Pick<TrueServer, 'name' | 'limits' | 'times'>[] = [
  { name: 'one by one', maxBatch: 1, instances: 1, times: [{ batch: 1, runMs: 5 }] },
  {
    name: 'batches of 8',
    maxBatch: 8,
    instances: 2,
    times: [
      { batch: 1, runMs: 12 },
      { batch: 8, runMs: 26 },
    ],
  },
].map(({ name, maxBatch, instances, times }) => ({
  name,
  times,
  limits: { maxBatch, instances, maxDelayMs: 0, queueLimit: 65_536, deadlineMs: null },
}));
const UTILISATIONS = [0.7, 0.8, 0.9, 0.95, 0.98, 1.02, 1.05, 1.1, 1.2, 1.5, 2];
const BLOCKS = 150;

export const WATCH_HEAD = [
  `| speed varies by | block | ${UTILISATIONS.join(' | ')} |`,
  `|--|--|${UTILISATIONS.map(() => '--').join('|')}|`,
];

/** Share of blocks called overloaded, by utilisation, both kinds of servers together. */
export function watchRows(): readonly string[] {
  return [0, 0.1, 0.15].flatMap((deviation) =>
    [0, 1, 2].map((looks) => {
      const shares = UTILISATIONS.map((utilisation) => {
        const alarms = SERVERS.map((server) => alarmsOf(server, deviation, looks, utilisation));
        return alarms.reduce((sum, count) => sum + count, 0) / (SERVERS.length * BLOCKS);
      });
      const windowS = [1.5, 3, 6][looks];
      return `| ${100 * deviation} % | ${windowS} s | ${shares.map((s) => `${(100 * s).toFixed(1)} %`).join(' | ')} |`;
    }),
  );
}

function alarmsOf(
  server: (typeof SERVERS)[number],
  deviation: number,
  looks: number,
  utilisation: number,
) {
  const load = { kind: 'poisson', ratePerS: 1, text: '' } as const;
  const play = blockPlayer(
    { ...server, load, deviation, boundMs: 100 },
    `${server.name} ${deviation}`,
  );
  const capacity = capacityOf(server);
  let alarms = 0;
  for (let i = 0; i < BLOCKS; i++) {
    // A rate of 333/s and more: blocks are of the shortest kind, then twice as long each time.
    alarms += Number(play(utilisation * capacity, looks, i).overloaded);
  }
  return alarms;
}
