import type { Configuration } from '../../space/configuration.ts';

/** What to do with the sessions, in words, for formats that only say how to make one. */
export function instancesPlan({ instances, batchSize, intraOpThreads }: Configuration): string[] {
  const samples = batchSize === 1 ? 'one sample' : `${batchSize} samples`;
  const plan =
    instances === 1
      ? `Instances: 1. Make one session and run ${samples} at a time.`
      : `Instances: ${instances}. Make ${instances} sessions, each in a process of its own, and run ${samples} at a time in each.`;
  return intraOpThreads === 0
    ? [plan, "Threads: the runtime's default, one per physical core, since that is what was best."]
    : [plan];
}
