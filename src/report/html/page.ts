import { html, joined, type Markup, verbatim } from './markup.ts';
import { SORT_SCRIPT } from './sort-script.ts';
import { STYLE_SHEET } from './style-sheet.ts';

/** A part of the page that the table of contents names. */
export interface PageSection {
  readonly id: string;
  readonly title: string;
  /** A sentence under the heading that says what to look at. */
  readonly lead?: string;
  readonly body: Markup;
}

interface Page {
  readonly title: string;
  readonly header: Markup;
  readonly sections: readonly PageSection[];
  readonly footer: string;
  /** SHA-256 in Base64: the page's policy names its own style and script by it, and allows nothing else. */
  readonly sha256: (text: string) => string;
}

/**
 * The whole page. Its policy lets only its own style sheet and script in: nothing is fetched, and a script in a name
 * would not run even if it were not escaped.
 */
export function page({ title, header, sections, footer, sha256 }: Page): string {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${sha256(STYLE_SHEET)}'`,
    `script-src 'sha256-${sha256(SORT_SCRIPT)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="onnx-tune">
<title>${title}</title>
<style>${verbatim(STYLE_SHEET)}</style>
</head>
<body>
<a class="skip" href="#answer">Skip to the answer</a>
${HATCH}
<header id="answer">
${header}
<nav aria-label="Sections"><ul>
${joined(sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>\n`))}</ul></nav>
</header>
<main>
${joined(sections.map(sectionMarkup))}</main>
<footer><p>${footer}</p></footer>
<script>${verbatim(SORT_SCRIPT)}</script>
</body>
</html>
`.text;
}

function sectionMarkup({ id, title, lead, body }: PageSection): Markup {
  const heading = `${id}-heading`;
  return html`<section id="${id}" aria-labelledby="${heading}">
<h2 id="${heading}">${title}</h2>
${lead === undefined ? [] : html`<p class="lead">${lead}</p>\n`}${body}</section>
`;
}

/** The pattern of what was not measured; drawings refer to it. */
const HATCH: Markup = html`<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>
<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-paper" width="6" height="6"></rect><line class="hatch-line" x1="0" y1="0" x2="0" y2="6"></line></pattern>
</defs></svg>`;
