import { describe, expect, it } from 'vitest';
import { trialsCsv } from '../../src/report/trials-csv.ts';
import { BEST, CLEAR_GAIN, HOSTILE, measurementOf, trialOf } from './results.ts';

/** Rows of simple CSV (nothing in it is quoted) by column name. */
function rows(csv: string): Record<string, string>[] {
  const [head = '', ...lines] = csv.trimEnd().split('\n');
  const names = head.split(',');
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])),
  );
}

describe('trials as CSV', () => {
  it('have one row each, with every knob and metric', () => {
    const table = rows(trialsCsv(CLEAR_GAIN.trials));
    expect(table).toHaveLength(5);
    expect(table[1]).toMatchObject({
      number: '2',
      provider: 'cpu',
      batch_size: '4',
      instances: '2',
      intra_op_threads: '1',
      spinning: 'true',
      outcome: 'measured',
      throughput_ips: '201',
      latency_p50_ms: '39.1',
      latency_p99_ms: '',
      feasible: 'true',
      failure_kind: '',
    });
  });

  it('give a failed trial its reason and no number', () => {
    const failed = rows(trialsCsv(CLEAR_GAIN.trials))[4];
    expect(failed).toMatchObject({
      outcome: 'failed',
      throughput_ips: '',
      peak_rss_bytes: '',
      feasible: '',
      failure_kind: 'out-of-memory',
      failure_message: 'needs more than the 8 GiB of this machine',
    });
  });

  it('leave a bound that is not known empty', () => {
    const unsure = measurementOf(100, undefined, {
      throughputIps: { value: 100, low: 0, high: Infinity },
    });
    const [row] = rows(trialsCsv([trialOf(1, BEST, { measurement: unsure })]));
    expect(row).toMatchObject({ throughput_ips_low: '0', throughput_ips_high: '' });
  });

  it('keep negative numbers as numbers and disarm formulas and escapes', () => {
    const csv = trialsCsv([...HOSTILE.trials, ...CLEAR_GAIN.trials]);
    expect(csv).toContain(",'=1+1");
    expect(csv).toContain(',-0.26,');
    expect(csv).not.toMatch(/[^\n\P{Cc}]|\p{Cf}/u);
    expect(csv.trimEnd().split('\n')).toHaveLength(8);
  });

  it('are a header alone where there are none', () => {
    expect(trialsCsv([]).trimEnd().split('\n')).toHaveLength(1);
  });
});
