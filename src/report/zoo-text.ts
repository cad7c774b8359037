import { formatBytes } from '../core/format-bytes.ts';
import { formatSignificant } from '../core/format-significant.ts';
import type { ZooModel } from '../zoo/zoo-model.ts';
import { safeText } from './safe-text.ts';
import type { Glyphs, TextStyle } from './text-style.ts';

/** A model that was written to a file. */
export interface BuiltModel {
  readonly path: string;
  readonly bytes: number;
}

const FIGURE_WIDTH = 7;
/** `arXiv:1512.03385` with the space before it. */
const PUBLICATION_WIDTH = 17;
/** Where titles would have less room than this, no publications are shown. */
const LEAST_TITLE_WIDTH = 24;

/** Columns of the table. */
interface Widths {
  readonly name: number;
  /** Of a title with a publication after it. */
  readonly title: number;
  /** Of a title that ends the line. */
  readonly room: number;
  readonly hasPublications: boolean;
}

/** What `tune zoo list` prints: a line for each architecture, by domain, with its published figures. */
export function zooText(models: readonly ZooModel[], style: TextStyle): string {
  const { palette } = style;
  const widths = widthsFor(models, style.columns);
  const head = [
    'name'.padEnd(widths.name),
    'params'.padStart(FIGURE_WIDTH),
    'MACs'.padStart(FIGURE_WIDTH),
    'model',
  ].join(' ');
  const domains = [...new Set(models.map((model) => model.domain))];
  const sections = domains.flatMap((domain) => [
    '',
    palette.strong(domain),
    ...models.filter((m) => m.domain === domain).map((m) => modelLine(m, widths, style)),
  ]);
  const hint = `Build some: tune zoo build ${models[0]?.name ?? 'all'}`;
  return `${[palette.faint(head), ...sections, '', hint].join('\n')}\n`;
}

/** What `tune zoo build` prints: a line for each file, and what to do with one. */
export function zooBuiltText(built: readonly BuiltModel[], { glyphs }: TextStyle): string {
  const lines = built.map(
    ({ path, bytes }) => `${formatBytes(bytes).padStart(8)}  ${safeText(path, glyphs)}`,
  );
  const [first] = built;
  const next = first === undefined ? [] : ['', `Tune one: tune ${safeText(first.path, glyphs)}`];
  return `${[...lines, ...next].join('\n')}\n`;
}

function widthsFor(models: readonly ZooModel[], columns: number): Widths {
  const name = Math.max(0, ...models.map((model) => model.name.length));
  const longest = Math.max(0, ...models.map((model) => model.title.length));
  const room = columns - name - 2 * FIGURE_WIDTH - 3;
  const hasPublications = room - PUBLICATION_WIDTH >= LEAST_TITLE_WIDTH;
  return { name, title: Math.min(longest, room - PUBLICATION_WIDTH), room, hasPublications };
}

function modelLine(model: ZooModel, widths: Widths, { palette, glyphs }: TextStyle): string {
  const { parameters, multiplyAccumulates } = model.published;
  const operations = multiplyAccumulates === null ? glyphs.none : count(multiplyAccumulates);
  const figures = [
    model.name.padEnd(widths.name),
    count(parameters).padStart(FIGURE_WIDTH),
    operations.padStart(FIGURE_WIDTH),
  ].join(' ');
  const title = safeText(model.title, glyphs);
  const publication = widths.hasPublications ? publicationOf(model) : null;
  if (publication === null) return `${figures} ${cut(title, widths.room, glyphs)}`;
  const padded = cut(title, widths.title, glyphs).padEnd(widths.title);
  return `${figures} ${padded} ${palette.faint(publication)}`;
}

function cut(text: string, room: number, { ellipsis }: Glyphs): string {
  return text.length <= room ? text : `${text.slice(0, room - ellipsis.length)}${ellipsis}`;
}

/** `1.81 G`, `11.7 M`, `59.7 k`. */
function count(value: number): string {
  const [unit, size] = value >= 1e9 ? ['G', 1e9] : value >= 1e6 ? ['M', 1e6] : ['k', 1e3];
  return `${formatSignificant(value / Number(size))} ${unit}`;
}

/** Where the architecture was published, as short as can be looked up. */
function publicationOf({ paper }: ZooModel): string | null {
  return /arXiv:\d{4}\.\d{4,5}/.exec(paper)?.[0] ?? null;
}
