import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { html, joined } from '../../../src/report/html/markup.ts';
import { assertProperty } from '../../support/assert-property.ts';

interface Node {
  readonly textContent: string;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): { readonly length: number };
}

const bodyOf = (text: string): Node =>
  parseHTML(`<!doctype html><html><body>${text}</body></html>`).document.body as unknown as Node;

describe('text in a template', () => {
  it('is the same text again for who reads the page, and never an element', () => {
    const characters = fc.constantFrom(...'<>&"\'`=/ a;#x!-]');
    const text = fc.array(characters, { maxLength: 20 }).map((parts) => parts.join(''));
    assertProperty(
      fc.property(text, (value) => {
        const body = bodyOf(html`<p title="${value}">${value}</p>`.text);
        expect(body.textContent).toBe(value);
        expect(body.querySelectorAll('*').length).toBe(1);
      }),
      300,
    );
  });

  it('stays escaped once, however often templates are nested', () => {
    const inner = html`<i>${'a<b'}</i>`;
    expect(html`<p>${joined([inner, inner])}${2}</p>`.text).toBe(
      '<p><i>a&lt;b</i><i>a&lt;b</i>2</p>',
    );
  });
});
