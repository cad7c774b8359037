import { describe, expect, it } from 'vitest';
import { leanStudy } from '../../../src/report/interchange/lean-study.ts';
import { reconcile } from '../../../src/report/interchange/reconcile.ts';
import { archivedStudy } from './archived.ts';

describe('two records of one study', () => {
  const there = archivedStudy({ trials: 3 });

  it('are the same with and without their evidence', () => {
    expect(reconcile(there, leanStudy(there))).toEqual({ relation: 'same' });
  });

  it('extend each other where all trials of the shorter are in the longer', () => {
    expect(reconcile(there, archivedStudy({ trials: 5 }))).toEqual({ relation: 'longer' });
    expect(reconcile(there, archivedStudy({ trials: 1 }))).toEqual({ relation: 'shorter' });
  });

  it('conflict where a trial differs, or each has some of its own', () => {
    expect(reconcile(there, archivedStudy({ trials: 5, throughput: 7 }))).toEqual({
      relation: 'conflict',
      reason: 'trial 1 differs',
    });
    const [, ...later] = archivedStudy({ trials: 4 }).trials;
    expect(reconcile(there, { ...there, trials: later })).toMatchObject({
      reason: 'each has trials that the other lacks',
    });
    const header = { ...there.header, host: { ...there.header.host, fingerprint: 'other' } };
    expect(reconcile(there, { ...there, header })).toMatchObject({
      reason: 'it is of another host',
    });
  });
});
