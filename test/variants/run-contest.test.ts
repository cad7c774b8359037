import { describe, expect, it } from 'vitest';
import { parseConstraint } from '../../src/cli/options/parse-constraint.ts';
import { winnerOf } from '../../src/variants/contest-result.ts';
import { accuracyMiss } from '../../src/variants/misses.ts';
import { FAILED, QUIET, usualThroughput } from '../study/conduct.ts';
import { type Contested, holdContest } from './simulated-contest.ts';

const bound = (text: string) => parseConstraint(text, '--constraint');

function outcomeOf({ result }: Contested, name: string) {
  return result.standings.find((s) => s.variant.name === name)?.outcome;
}

/** Speed of one variant to another's, each with the configuration found for it, free of noise. */
function trueRatio(
  { result }: Contested,
  speeds: Readonly<Record<string, number>>,
  one: string,
  other: string,
): number {
  const [a, b] = [one, other].map((name) => {
    const best = result.standings.find((s) => s.variant.name === name)?.best;
    if (best == null) throw new Error(`${name} has no best`);
    return (speeds[name] ?? 0) * usualThroughput(best.configuration);
  });
  return (a ?? 0) / (b ?? 1);
}

const winnerName = ({ result }: Contested): string | undefined => winnerOf(result)?.variant.name;

describe('a contest of variants', () => {
  it('takes the fastest, and knows how far the others are behind', async () => {
    const contested = await holdContest({
      variants: [
        { name: 'fp32', speed: 1 },
        { name: 'int8', speed: 1.8 },
        { name: 'fp16', speed: 0.9 },
      ],
    });
    const { result, tookS } = contested;
    expect(winnerName(contested)).toBe('int8');
    const fp32 = outcomeOf(contested, 'fp32');
    if (fp32?.status !== 'slower') throw new Error('fp32 is slower');
    expect(fp32.comparedBy).toBe('final');
    const truth = trueRatio(contested, { fp32: 1, int8: 1.8 }, 'fp32', 'int8');
    expect(fp32.speed.low).toBeLessThan(truth);
    expect(fp32.speed.high).toBeGreaterThan(truth);
    expect(fp32.speed.high - fp32.speed.low).toBeLessThan(0.15);
    expect(winnerOf(result)?.outcome).toMatchObject({ wonBy: 'speed', next: { name: 'fp32' } });
    expect(result.sessions).toBeGreaterThan(2);
    expect(tookS).toBeLessThan(1.1 * result.budgetS);
  });

  it('has intervals that hold the true ratio nearly always', async () => {
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const speeds = { a: 1, b: 1.3 };
    const variants = Object.entries(speeds).map(([name, speed]) => ({ name, speed }));
    let covered = 0;
    for (const seed of seeds) {
      const contested = await holdContest({ seed, budgetS: 60, variants });
      const winner = winnerName(contested) ?? '';
      const loser = winner === 'a' ? 'b' : 'a';
      const outcome = outcomeOf(contested, loser);
      if (outcome?.status !== 'slower') throw new Error('one of them is slower');
      const truth = trueRatio(contested, speeds, loser, winner);
      if (outcome.speed.low < truth && outcome.speed.high > truth) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(18);
  });
});

describe('what decides a contest', () => {
  it('prefers the more accurate of two that are as fast', async () => {
    const contested = await holdContest({
      variants: [
        { name: 'small', speed: 1.01, accuracy: 0.7 },
        { name: 'exact', speed: 1, accuracy: 0.76 },
        { name: 'crude', speed: 0.5, accuracy: 0.9 },
      ],
    });
    expect(winnerName(contested)).toBe('exact');
  });

  it('never runs what is out from the start', async () => {
    const exclusion = { kind: 'rejected', violations: [accuracyMiss(0.71, 0.74)] } as const;
    const contested = await holdContest({
      variants: [
        { name: 'fp32', speed: 1, accuracy: 0.76 },
        { name: 'distilled', speed: 9, accuracy: 0.71, exclusion },
      ],
    });
    expect([...contested.ran]).toEqual(['fp32']);
    expect(winnerOf(contested.result)?.outcome).toMatchObject({ wonBy: 'only', next: null });
    expect(outcomeOf(contested, 'distilled')).toMatchObject({
      status: 'rejected',
      violations: [{ constraint: 'accuracy>=0.74', found: 0.71, verdict: 'violated' }],
    });
  });
});

describe('a contest goes on', () => {
  it('says which constraint a variant misses, by the value that came nearest', async () => {
    const contested = await holdContest({
      constraints: [bound('throughput_ips>=100')],
      noise: QUIET,
      variants: [
        { name: 'fast', speed: 2 },
        { name: 'slow', speed: 0.8 },
      ],
    });
    expect(winnerName(contested)).toBe('fast');
    const slow = outcomeOf(contested, 'slow');
    if (slow?.status !== 'rejected') throw new Error('slow is rejected');
    expect(slow.violations).toMatchObject([{ constraint: 'throughput_ips>=100' }]);
    // Its best configuration reaches 0.8 × 100 a second.
    expect(slow.violations[0]?.found).toBeGreaterThan(45);
    expect(slow.violations[0]?.found).toBeLessThan(81);
  });

  it('gives up what is hopeless, and leaves its time to the others', async () => {
    const contested = await holdContest({
      budgetS: 240,
      variants: [
        { name: 'fast', speed: 4 },
        { name: 'slow', speed: 1 },
      ],
    });
    const slow = contested.result.standings.find((s) => s.variant.name === 'slow');
    expect(slow?.outcome).toMatchObject({
      status: 'slower',
      givenUp: expect.stringContaining('given up'),
    });
    expect(slow?.study?.probes).toBeLessThan(12);
  });

  it('goes on without a variant that fails', async () => {
    const contested = await holdContest({
      variants: [
        { name: 'broken', speed: 3, fails: () => FAILED },
        { name: 'works', speed: 1 },
        { name: 'too', speed: 0.7 },
      ],
    });
    expect(winnerName(contested)).toBe('works');
    expect(outcomeOf(contested, 'broken')).toMatchObject({
      status: 'failed',
      message: 'crashed: ended by SIGSEGV',
    });
    expect(outcomeOf(contested, 'too')).toMatchObject({ comparedBy: 'final' });
  });

  it('takes a variant whose default fails where another configuration works', async () => {
    const contested = await holdContest({
      variants: [
        { name: 'picky', speed: 3, fails: (e) => (e.intraOpThreads === 0 ? FAILED : null) },
        { name: 'works', speed: 1 },
      ],
    });
    expect(winnerName(contested)).toBe('picky');
    expect(outcomeOf(contested, 'works')).toMatchObject({ status: 'slower', comparedBy: 'final' });
  });

  it('has no winner where nothing is feasible', async () => {
    const contested = await holdContest({
      constraints: [bound('throughput_ips>=1e6')],
      variants: [
        { name: 'a', speed: 1 },
        { name: 'b', speed: 2 },
      ],
    });
    expect(winnerOf(contested.result)).toBeNull();
    expect(contested.result.standings.map((s) => s.outcome.status)).toEqual([
      'rejected',
      'rejected',
    ]);
  });

  it('leaves out of the final what does not fit in memory with the others', async () => {
    const contested = await holdContest({
      memoryLimitBytes: 2.5e8,
      variants: [
        { name: 'a', speed: 1.5 },
        { name: 'b', speed: 1.4 },
        { name: 'c', speed: 1.3 },
      ],
    });
    expect(contested.result.warnings.join()).toContain('c did not take part in the final');
    expect(outcomeOf(contested, 'c')).toMatchObject({ comparedBy: 'searches' });
  });
});

describe('a contest that is interrupted', () => {
  it('gives the best so far, and has kept what was measured', async () => {
    const interruption = new AbortController();
    const contested = await holdContest({
      signal: interruption.signal,
      variants: [
        { name: 'first', speed: 1.2 },
        { name: 'second', speed: 1 },
      ],
      onProgress: (progress) => {
        const isSecond =
          progress.phase === 'tuning' && progress.contestant.variant.name === 'second';
        if (isSecond && progress.event?.type === 'trial-finished') interruption.abort();
      },
    });
    const { result, store } = contested;
    expect(result.isInterrupted).toBe(true);
    expect(winnerName(contested)).toBe('first');
    expect(result.sessions).toBe(0);
    expect(result.warnings.join()).toContain('interrupted before the final');
    const [kept] = await store.contests('faces');
    expect(kept?.entries.map((e) => e.studyId)).toEqual(['study-1', 'study-2']);
    expect((await store.studies()).map((s) => s.trials > 0)).toEqual([true, true]);
  });

  it('has no winner where nothing was measured yet', async () => {
    const contested = await holdContest({
      signal: AbortSignal.abort(),
      variants: [
        { name: 'a', speed: 1 },
        { name: 'b', speed: 1 },
      ],
    });
    expect(contested.result.standings.map((s) => s.outcome.status)).toEqual([
      'not-measured',
      'not-measured',
    ]);
  });
});
