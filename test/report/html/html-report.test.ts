import { createHash } from 'node:crypto';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { htmlReport } from '../../../src/report/html/html-report.ts';
import type { PublishedResult } from '../../../src/report/published/published-result.ts';
import { hostileResult, PUBLISHED_SCENES, publishedScene } from '../published-results.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');

interface Element {
  readonly textContent: string;
  readonly tagName: string;
  getAttribute(name: string): string | null;
  getAttributeNames(): string[];
  querySelectorAll(selector: string): Iterable<Element>;
  querySelector(selector: string): Element | null;
}

function parsed(result: PublishedResult): { text: string; page: Element } {
  const text = htmlReport(result, sha256);
  return { text, page: parseHTML(text).document as unknown as Element };
}

const all = (page: Element, selector: string): Element[] => [...page.querySelectorAll(selector)];

describe('the page of every result', () => {
  it.each(PUBLISHED_SCENES)('has landmarks, one answer and its provenance: %s', (_name, result) => {
    const { page } = parsed(result);
    for (const landmark of ['header', 'nav', 'main', 'footer']) {
      expect(all(page, landmark), landmark).toHaveLength(1);
    }
    expect(all(page, 'h1')).toHaveLength(1);
    expect(page.querySelector('#provenance')?.textContent).toContain(result.study_id);
    const ids = new Set(all(page, '[id]').map((e) => e.getAttribute('id')));
    for (const link of all(page, 'a')) {
      expect(ids).toContain(link.getAttribute('href')?.slice(1));
    }
  });

  it.each(PUBLISHED_SCENES)('says in words what it draws: %s', (_name, result) => {
    const { page, text } = parsed(result);
    for (const drawing of all(page, 'figure svg.plot')) {
      expect(drawing.getAttribute('role')).toBe('img');
      expect(drawing.getAttribute('aria-label')?.length).toBeGreaterThan(20);
    }
    for (const figure of all(page, 'figure')) {
      expect(figure.querySelector('figcaption')?.textContent.length).toBeGreaterThan(10);
    }
    // The sign by which the drawing library warns, and what arithmetic leaves of nothing.
    const body = text.slice(text.indexOf('<body>'), text.indexOf('<script>'));
    const shown = body.replace(/<pre[\s\S]*?<\/pre>/g, '');
    expect(shown).not.toMatch(/⚠|NaN|Infinity|undefined|\[object/);
  });

  it.each(PUBLISHED_SCENES)('needs and allows nothing but itself: %s', (_name, result) => {
    const { page, text } = parsed(result);
    const policy = page.querySelector('meta[http-equiv]')?.getAttribute('content') ?? '';
    const hashOf = (name: string): string =>
      sha256(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(text)?.[1] ?? '');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${hashOf('style')}'`);
    expect(policy).toContain(`script-src 'sha256-${hashOf('script')}'`);
    expect(all(page, '[style],[src],link,iframe,object,embed,base,form')).toEqual([]);
    expect(text).not.toMatch(/https?:|@import/);
  });
});

describe('the sections of a page', () => {
  it('show each trial with buttons to sort by', () => {
    const { page } = parsed(publishedScene('CLEAR_GAIN'));
    const table = page.querySelector('table.sortable');
    expect(table && all(table, 'tbody tr')).toHaveLength(5);
    const heads = table === null ? [] : all(table, 'thead th');
    expect(heads.every((th) => th.querySelector('button[type=button]') !== null)).toBe(true);
    expect(heads.map((th) => th.getAttribute('aria-sort')).filter(Boolean)).toEqual(['ascending']);
    expect(all(page, 'tr.recommended')).toHaveLength(1);
  });

  it('mark failed cells and hatch those without a trial', () => {
    const { page } = parsed(publishedScene('CLEAR_GAIN'));
    const map = page.querySelector('#heat-maps figure');
    const fills = map === null ? [] : all(map, 'rect').map((rect) => rect.getAttribute('fill'));
    const groups = map === null ? [] : all(map, 'g').map((group) => group.getAttribute('fill'));
    expect([...fills, ...groups]).toContain('url(#hatch)');
    expect(map?.textContent).toContain('✕');
    expect(map?.textContent).toContain('×1.93');
  });

  it('give what the runtime wrote of a failure', () => {
    const { page } = parsed(publishedScene('ALL_FAILED'));
    expect(page.querySelector('#failures pre')?.textContent).toBe('Illegal instruction');
    expect(page.querySelector('h1')?.textContent).toBe('Every configuration failed');
    expect(page.querySelector('#pareto')).toBeNull();
  });
});

describe('hostile text in a page', () => {
  it.each(['CLEAR_GAIN', 'ALL_FAILED', 'NOTHING_FEASIBLE', 'REBATCHED', 'FIXED_BATCH'])(
    'makes no element and no attribute: %s',
    (name) => {
      const { page, text } = parsed(hostileResult(name));
      expect(text).toContain('&lt;/script&gt;');
      expect(all(page, 'img,[onerror],[onload]')).toEqual([]);
      expect(all(page, 'script')).toHaveLength(1);
      expect(all(page, 'style')).toHaveLength(1);
      expect(text).not.toMatch(/\p{Cf}|[^\n\P{Cc}]/u);
      const handlers = all(page, '*')
        .flatMap((e) => e.getAttributeNames())
        .filter((n) => /^on/i.test(n));
      expect(handlers).toEqual([]);
    },
  );
});
