import { expect, it } from 'vitest';
import { lengthsLines } from '../../src/report/lengths-text.ts';
import { publishResult } from '../../src/report/published/publish-result.ts';
import { studyResultOf } from '../../src/report/published/study-result-of.ts';
import { resultJson } from '../../src/report/result-json.ts';
import { resultText } from '../../src/report/result-text.ts';
import { trialsCsv } from '../../src/report/trials-csv.ts';
import type { LengthFacts } from '../../src/study/length-facts.ts';
import { MIXED_LENGTHS } from './results.ts';
import { NARROW } from './styles.ts';

const { lengths } = MIXED_LENGTHS.header;
const facts = (changes: Partial<LengthFacts>): LengthFacts => ({
  ...(lengths as LengthFacts),
  ...changes,
});
const said = (changes: Partial<LengthFacts>): string =>
  lengthsLines(facts(changes), NARROW.glyphs).join('\n');

it('says in the text what was measured, how much of it was padding, and that padding is harmless', () => {
  const text = resultText(MIXED_LENGTHS, { style: NARROW, isStored: false, rebatchedPath: null });
  const flat = text.replaceAll(/\s+/g, ' ');
  expect(flat).toContain(
    'zipf:128: 1 to 128, median 9, mean 23.6; padded to the next power of two',
  );
  expect(flat).toContain('padding is harmless');
  expect(flat).toContain('2.5e-7');
  expect(flat).toContain(
    'before: 2454/s real, 24 % of all positions are padding (run at 8 lengths)',
  );
  expect(flat).toContain('best: 4744/s real, 71 % of all positions are padding');
});

it('says what must not be served, and what to do', () => {
  const reason = 'output y of a sample of 3 padded to 8 differs';
  const padding = { status: 'harmful', maxRelativeDeviation: 0.5, reason } as const;
  expect(said({ padding })).toMatch(/must not be served.*--batching exact.*sample of 3/);
});

it('words every way to batch', () => {
  expect(said({ buckets: 'none' })).toContain('padded to the longest of the batch');
  expect(said({ buckets: [16, 32] })).toContain('padded to 16, 32');
  const exact = { batching: 'exact', buckets: null, padding: { status: 'not-padded' } } as const;
  expect(said(exact)).toContain('batches of one length only');
  expect(said({ shortest: 64, longest: 64 })).toContain('zipf:128: 64; ');
});

it('gives lengths, padding share and real positions per second as JSON and CSV', () => {
  const json = resultJson(MIXED_LENGTHS);
  expect(json).toMatchObject({
    lengths: { source: 'zipf:128', batching: 'padded', padding: { status: 'harmless' } },
    recommendation: { padding_share: 0.71, tokens_per_sample: 23.6, shapes: 6 },
  });
  const [head = '', , second = ''] = trialsCsv(MIXED_LENGTHS.trials).split('\n');
  const cell = (name: string) => Number(second.split(',')[head.split(',').indexOf(name)]);
  expect(cell('padding_share')).toBe(0.71);
  expect(cell('tokens_per_s')).toBeCloseTo(23.6 * cell('throughput_ips'), 6);
});

it('comes back from a file as it was', () => {
  const read = studyResultOf(publishResult(MIXED_LENGTHS));
  expect(read.header.lengths).toEqual(lengths);
  expect(read.recommendation?.measurement.lengths).toEqual(
    MIXED_LENGTHS.recommendation?.measurement.lengths,
  );
});
