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

const PARAMETERS_WIDTH = 10;
const OPERATIONS_WIDTH = 7;

/** Columns of the table, as wide as their longest entry. */
interface Widths {
  readonly name: number;
  readonly title: number;
}

/** What `tune zoo list` prints: a line for each architecture, by domain, with its published figures. */
export function zooText(models: readonly ZooModel[], style: TextStyle): string {
  const { palette } = style;
  const widths = {
    name: Math.max(0, ...models.map((model) => model.name.length)),
    title: Math.max(0, ...models.map((model) => model.title.length)),
  };
  const head = [
    'name'.padEnd(widths.name),
    'parameters'.padStart(PARAMETERS_WIDTH),
    'GMACs'.padStart(OPERATIONS_WIDTH),
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

/** Where it was published stands at the end where there is room for it. */
function modelLine(model: ZooModel, widths: Widths, style: TextStyle): string {
  const { palette, glyphs, columns } = style;
  const { parameters, multiplyAccumulates } = model.published;
  const operations =
    multiplyAccumulates === null ? glyphs.none : formatSignificant(multiplyAccumulates / 1e9, 3);
  const figures = [
    model.name.padEnd(widths.name),
    count(parameters).padStart(PARAMETERS_WIDTH),
    operations.padStart(OPERATIONS_WIDTH),
  ].join(' ');
  const room = columns - figures.length - 1;
  const title = cut(safeText(model.title, glyphs), room, glyphs);
  const publication = publicationOf(model);
  return publication === null || widths.title + 1 + publication.length > room
    ? `${figures} ${title}`
    : `${figures} ${title.padEnd(widths.title)} ${palette.faint(publication)}`;
}

function cut(text: string, room: number, { ellipsis }: Glyphs): string {
  return text.length <= room ? text : `${text.slice(0, room - ellipsis.length)}${ellipsis}`;
}

/** `11.7 M`, `59.7 k`. */
function count(value: number): string {
  return value >= 1e6
    ? `${formatSignificant(value / 1e6)} M`
    : `${formatSignificant(value / 1e3)} k`;
}

/** Where the architecture was published, as short as can be looked up. */
function publicationOf({ paper }: ZooModel): string | null {
  return /arXiv:\d{4}\.\d{4,5}/.exec(paper)?.[0] ?? null;
}
