import { describe, expect, it } from 'vitest';
import { compareJson } from '../../src/report/compare/compare-json.ts';
import { compareMarkdown } from '../../src/report/compare/compare-markdown.ts';
import { type Comparison, compareResults } from '../../src/report/compare/compare-results.ts';
import { compareText } from '../../src/report/compare/compare-text.ts';
import { hostileResult, publishedScene } from '../report/published-results.ts';
import { NARROW, WIDE } from '../report/styles.ts';

const CLEAR = publishedScene('CLEAR_GAIN');

const SAME_HOST: Comparison = compareResults([
  { name: 'before.json', result: publishedScene('KEEP_DEFAULT') },
  { name: 'after.json', result: { ...CLEAR, model: { ...CLEAR.model, sha256: 'c'.repeat(64) } } },
]);

const OTHER_HOST: Comparison = compareResults([
  { name: 'laptop.json', result: CLEAR },
  {
    name: 'server.json',
    result: {
      ...CLEAR,
      host: {
        ...CLEAR.host,
        fingerprint: 'other',
        runtime_version: '1.31.0',
        fingerprint_parts: { ...CLEAR.host.fingerprint_parts, usableCores: 64 },
      },
    },
  },
  { name: 'nothing.json', result: publishedScene('NOTHING_FEASIBLE') },
]);

describe('runs side by side', () => {
  it.each([
    ['same-host', SAME_HOST],
    ['other-host', OTHER_HOST],
  ])('are as agreed: %s', async (name, comparison) => {
    await expect(compareText(comparison, WIDE)).toMatchFileSnapshot(
      `__golden__/compare-${name}.txt`,
    );
    await expect(compareMarkdown(comparison)).toMatchFileSnapshot(`__golden__/compare-${name}.md`);
  });

  it('fit 60 columns of ASCII', () => {
    const lines = compareText(OTHER_HOST, NARROW).split('\n');
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
    expect(lines.join('')).toMatch(/^[\x20-\x7e]*$/);
  });

  it('compare absolute figures on one host only', () => {
    const [server] = OTHER_HOST.changes;
    expect(server).toMatchObject({
      isSameHost: false,
      figures: null,
      runtime: { after: '1.31.0' },
    });
    expect(server?.gain?.value).toBeCloseTo(1, 12);
    expect(SAME_HOST.changes[0]?.figures?.[0]?.ratio).toBeCloseTo(201 / 104, 6);
    expect(compareText(OTHER_HOST, WIDE)).toContain('Not the same host as A: B');
  });

  it('say what changed to a script', () => {
    expect(compareJson(SAME_HOST)).toMatchObject({
      same_host: true,
      changes: [
        {
          from: 'A',
          to: 'B',
          model: 'weights',
          runtime_version: null,
          knobs: [
            { knob: 'batch_size', before: 1, after: 4 },
            { knob: 'instances', before: 1, after: 2 },
            { knob: 'intra_op_threads', before: 0, after: 1 },
          ],
          figure_ratios: { latency_p99_ms: null },
        },
      ],
    });
  });

  it('print hostile names inert', () => {
    const comparison = compareResults([
      { name: '\u001b[2Ja', result: hostileResult() },
      { name: 'b', result: CLEAR },
    ]);
    expect(compareText(comparison, WIDE)).not.toMatch(/\p{Cf}|[^\n\P{Cc}]/u);
    expect(compareMarkdown(comparison)).not.toMatch(/\p{Cf}|[^\n\P{Cc}]/u);
  });
});
