import { describe, expect, it } from 'vitest';
import { inertJson } from '../../src/report/inert-json.ts';
import { deviationsText } from '../../src/report/output-deviations.ts';
import type { PublishedResult } from '../../src/report/published/published-result.ts';
import { studyResultOf } from '../../src/report/published/study-result-of.ts';
import { resultJson } from '../../src/report/result-json.ts';
import { resultText } from '../../src/report/result-text.ts';
import { CLEAR_GAIN, ON_GPU, SEVERAL_PROVIDERS } from './results.ts';
import { NARROW } from './styles.ts';

const text = (result: typeof ON_GPU): string =>
  resultText(result, { style: NARROW, isStored: false, rebatchedPath: null }).replace(/\s+/g, ' ');
const published = (result: typeof ON_GPU): PublishedResult =>
  JSON.parse(inertJson(resultJson(result)));

describe('a result with a GPU', () => {
  it('tells the deviation of every output, the one nearest to its tolerance first, and why so much is allowed', () => {
    expect(text(ON_GPU)).toContain(
      "outputs equal the default's: scores 4.2e-4, boxes 0 (of 1e-2 allowed: CUDA computes float32 products in TF32 by default)",
    );
  });

  it('tells which operators fell back to the CPU, and what the GPU held', () => {
    expect(text(ON_GPU)).toContain(
      '3 of 120 nodes fell back to the CPU (NonMaxSuppression, 2 Gather), 2.1 % of the time of a run',
    );
    expect(text(ON_GPU)).toMatch(/GPU memory . 612 MiB/);
  });

  it('tells how every provider came off, and whether it computes the same', () => {
    const told = text(SEVERAL_PROVIDERS);
    expect(told).toMatch(
      /cuda: x1.93 at best \(batch 32 .*?\); outputs equal the default's: scores/,
    );
    expect(told).toContain('webgpu: unsupported: the device has no f16');
    const { providers } = studyResultOf(published(SEVERAL_PROVIDERS));
    expect(providers?.slice(1)).toEqual(SEVERAL_PROVIDERS.providers?.slice(1));
  });

  it('is read back from its file as it was', () => {
    const { recommendation, runnersUp } = studyResultOf(published(ON_GPU));
    expect(recommendation?.equivalence).toEqual(ON_GPU.recommendation?.equivalence);
    expect(recommendation?.placement).toEqual(ON_GPU.recommendation?.placement);
    expect(recommendation?.measurement.device).toEqual({
      peakBytes: 612 * 2 ** 20,
      utilisation: 0.83,
    });
    expect(runnersUp[0]?.equivalence).toEqual(ON_GPU.runnersUp[0]?.equivalence);
    expect(runnersUp[0]?.measurement.device).toEqual({ peakBytes: null, utilisation: null });
  });
});

describe('a result of before outputs were told apart', () => {
  it('still reads, and says only that outputs are equal', () => {
    const older = studyResultOf(published(CLEAR_GAIN));
    expect(older.recommendation).toMatchObject({
      equivalence: { status: 'equal', maxRelativeDeviation: 1.1e-6 },
    });
    expect(older.recommendation?.placement).toBeUndefined();
    expect(text(older)).toContain("outputs equal the default's ");
    expect(text(older)).not.toContain('allowed');
  });
});

describe('the text of deviations', () => {
  it('names three outputs at most and counts the others', () => {
    const outputs = ['a', 'b', 'c', 'd', 'e'].map((output, i) => ({
      output,
      deviation: i * 1e-5,
      tolerance: 1e-3,
    }));
    expect(deviationsText(outputs, undefined, (n) => n)).toBe(
      'e 4e-5, d 3e-5, c 2e-5, 2 more with less (of 1e-3 allowed)',
    );
  });

  it('is empty without outputs and says where numbers could not be compared', () => {
    expect(deviationsText([], 'x', (n) => n)).toBe('');
    const outputs = [{ output: 'y', deviation: null, tolerance: 1e-3 }];
    expect(deviationsText(outputs, undefined, (n) => n)).toContain('y not comparable');
  });
});
