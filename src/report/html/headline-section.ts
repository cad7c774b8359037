import { formatRatio, formatRatioInterval } from '../../core/format-ratio.ts';
import { printable } from '../../core/printable.ts';
import { fileName } from '../file-name.ts';
import type { PublishedResult } from '../published/published-result.ts';
import { headlineOf } from '../view/headline-of.ts';
import { html, joined, type Markup } from './markup.ts';

/** The top of the page: the answer, how sure it is, what it is about, and every warning. */
export function headlineSection(result: PublishedResult): Markup {
  const { tone, verdict, gain, configuration, evidence } = headlineOf(result);
  return html`<p class="eyebrow">tune report <span aria-hidden="true">·</span> <b>${fileName(result.model.path)}</b></p>
<h1 class="${tone}">${verdict}</h1>
${configuration === null ? [] : html`<p class="configuration"><span class="label">Serve it with</span> <strong>${configuration}</strong></p>\n`}${
  gain === null ? [] : intervalBar(gain.value, gain.low, gain.high)
}<ul class="evidence">
${joined(evidence.map((sentence) => html`<li>${sentence}</li>\n`))}</ul>
<dl class="about">
${joined(aboutOf(result).map(([label, text]) => html`<div><dt>${label}</dt><dd>${text}</dd></div>\n`))}</dl>
${warnings(result)}`;
}

function aboutOf({
  host,
  objective,
  started_at: startedAt,
  model,
  ...r
}: PublishedResult): [string, string][] {
  const cores = `${host.usable_cores} ${host.usable_cores === 1 ? 'core' : 'cores'}`;
  return [
    ...(r.load ? [['Load', printable(r.load.text, 80)] as [string, string]] : []),
    ['Objective', [objective, ...r.constraints.map((c) => printable(c.text, 60))].join(', ')],
    ['Measured on', `${printable(host.cpu_model, 60)}, ${cores}`],
    ['onnxruntime', printable(host.runtime_version, 30)],
    ['Model', `${model.sha256.slice(0, 12)}…`],
    ['When', printable(startedAt.slice(0, 16).replace('T', ' '), 30)],
    ['Run', printable(r.study_id.slice(0, 12), 20)],
  ];
}

function warnings({ warnings: texts }: PublishedResult): Markup {
  if (texts.length === 0) return html``;
  return html`<aside class="notice" aria-label="Warnings"><h2>Read this first</h2><ul>
${joined(texts.map((text) => html`<li>${printable(text, 500)}</li>\n`))}</ul></aside>
`;
}

const WIDTH = 640;

/** The interval of the gain on a logarithmic line from the larger of its ends and their inverse: 1 is in the middle or left. */
function intervalBar(value: number, low: number, high: number): Markup {
  if (!(low > 0) || !Number.isFinite(high)) return html``;
  const from = Math.min(1, low) / 1.1;
  const to = Math.max(1, high) * 1.1;
  const x = (ratio: number): string =>
    ((WIDTH * Math.log(ratio / from)) / Math.log(to / from)).toFixed(1);
  const words = `${formatRatio(value)}, 95 % interval ${formatRatioInterval({ value, low, high })}; 1 is the default`;
  const width = (Number(x(high)) - Number(x(low))).toFixed(1);
  return html`<svg class="interval" viewBox="0 0 ${WIDTH} 58" width="${WIDTH}" height="58" role="img" aria-label="${words}">
<line class="axis" x1="0" x2="${WIDTH}" y1="24" y2="24"></line>
<line class="one" x1="${x(1)}" x2="${x(1)}" y1="8" y2="40"></line>
<text x="${x(1)}" y="54" text-anchor="${low > 1.02 ? 'start' : 'middle'}">×1 default</text>
<rect class="range" x="${x(low)}" y="16" width="${width}" height="16" rx="8"></rect>
<circle class="value" cx="${x(value)}" cy="24" r="8"></circle>
${endLabels(low, high, x)}
</svg>
`;
}

/** Closer together than this the two ends share one label. */
const LABEL = 110;

function endLabels(low: number, high: number, x: (ratio: number) => string): Markup {
  const isNarrow = Number(x(high)) - Number(x(low)) < LABEL;
  const isNearOne = Number(x(low)) - Number(x(1)) < LABEL;
  if (isNarrow) {
    const text = isNearOne ? formatRatio(high) : `${formatRatio(low)} to ${formatRatio(high)}`;
    return html`<text x="${x(high)}" y="54" text-anchor="${isNearOne ? 'start' : 'middle'}">${text}</text>`;
  }
  const left = html`<text x="${x(low)}" y="54" text-anchor="middle">${formatRatio(low)}</text>`;
  const right = html`<text x="${x(high)}" y="54" text-anchor="end">${formatRatio(high)}</text>`;
  return isNearOne ? right : joined([left, right]);
}
