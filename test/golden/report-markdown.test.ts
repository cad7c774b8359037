import { describe, expect, it } from 'vitest';
import { markdownReport } from '../../src/report/markdown/markdown-report.ts';
import { markdownCode, markdownText } from '../../src/report/markdown/markdown-text.ts';
import { hostileResult, publishedScene } from '../report/published-results.ts';

describe('a report in Markdown', () => {
  it.each([
    'CLEAR_GAIN',
    'KNOWN_START',
    'KEEP_DEFAULT',
    'NOTHING_FEASIBLE',
    'ALL_FAILED',
    'UNDER_LOAD',
  ])('is as agreed: %s', async (name) => {
    const file = `__golden__/report-${name.toLowerCase().replaceAll('_', '-')}.md`;
    await expect(markdownReport(publishedScene(name))).toMatchFileSnapshot(file);
  });

  it('opens no HTML that a name brought along', () => {
    const text = markdownReport(hostileResult());
    const outsideCode = text
      .split('\n')
      .map((line) => line.replace(/(?<![`\\])(`+)(?!`).*?(?<!`)\1(?!`)/g, ''))
      .join('\n');
    const tags = [...outsideCode.matchAll(/(?<!\\)<\/?([a-z]+)/gi)].map(([, tag]) => tag);
    expect(new Set(tags)).toEqual(new Set(['details', 'summary']));
    expect(text).not.toMatch(/\p{Cf}|[^\n\P{Cc}]/u);
  });
});

describe('text in Markdown', () => {
  it('calls nobody and links nowhere', () => {
    expect(markdownText('ask @octocat about #12')).toBe('ask @<!-- -->octocat about #<!-- -->12');
    expect(markdownText('http://x.y www.z')).toBe('http:<!-- -->//x.y www<!-- -->.z');
    expect(markdownText('*a* |b| <c>')).toBe('\\*a\\* \\|b\\| \\<c\\>');
  });

  it('stands in a code span that its backticks do not end', () => {
    expect(markdownCode('a``b')).toBe('```a``b```');
    expect(markdownCode('`')).toBe('`` ` ``');
    expect(markdownCode('a|b')).toBe('`a\\|b`');
  });
});
