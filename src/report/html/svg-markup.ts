import { type Content, element, type Markup } from './markup.ts';

/** What a drawing may consist of. A `style` element that the library adds is not taken over: the page has its own. */
const ELEMENTS = new Set(['svg', 'g', 'path', 'rect', 'line', 'circle', 'text', 'tspan', 'title']);

const ATTRIBUTES = new Set(
  `viewBox width height x y x1 x2 y1 y2 cx cy r rx ry d dx dy transform fill fill-opacity stroke stroke-width
  stroke-opacity stroke-dasharray stroke-linecap stroke-linejoin stroke-miterlimit opacity text-anchor font-size
  font-weight font-variant font-style paint-order class aria-label aria-hidden`.split(/\s+/),
);

/** The part of the DOM that is read here. */
interface DrawnNode {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly childNodes: Iterable<DrawnNode>;
  readonly attributes?: Iterable<{ readonly name: string; readonly value: string }>;
}

const ELEMENT_NODE = 1;
const TEXT_NODE = 3;

/** A drawing as markup with a name for those who cannot see it: known elements and attributes only, all escaped. */
export function svgMarkup(svg: unknown, label: string): Markup {
  return written(svg as DrawnNode, [
    ['role', 'img'],
    ['aria-label', label],
  ]);
}

function written(node: DrawnNode, extra: readonly (readonly [string, string])[] = []): Markup {
  const own = [...(node.attributes ?? [])]
    .filter(({ name }) => ATTRIBUTES.has(name))
    .map(({ name, value }) => [name, value] as const);
  const children = [...node.childNodes].flatMap((child): Content[] => {
    if (child.nodeType === TEXT_NODE) return [child.textContent ?? ''];
    const isDrawn = child.nodeType === ELEMENT_NODE && ELEMENTS.has(child.nodeName.toLowerCase());
    return isDrawn ? [written(child)] : [];
  });
  return element(node.nodeName.toLowerCase(), [...own, ...extra], children);
}
