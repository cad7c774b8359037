declare const safe: unique symbol;

/** HTML that holds no text that was not escaped. Only `html`, `joined` and `svgMarkup` make it. */
export interface Markup {
  readonly text: string;
  readonly [safe]: true;
}

/** What may stand between the parts of a template: text and numbers are escaped, markup is taken as it is. */
export type Content = Markup | string | number | readonly Markup[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** The only way of text into the page: inert as content and inside a quoted attribute alike. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? character);
}

/** A template of HTML: the literal parts are the page's own, everything between them is escaped. */
export function html(literals: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return markup(
    literals
      .map((literal, i) => {
        const content = contents[i];
        return content === undefined ? literal : literal + contentText(content);
      })
      .join(''),
  );
}

/** Parts one after the other. */
export function joined(parts: readonly Markup[]): Markup {
  return markup(parts.map((part) => part.text).join(''));
}

/** The style sheet or the script of the page: constants of the program, never made from a result. */
export function verbatim(constant: string): Markup {
  return markup(constant);
}

/** An element by name, its attributes and children escaped; for drawings, whose elements come from a library. */
export function element(
  name: string,
  attributes: readonly (readonly [name: string, value: string])[],
  children: readonly Content[],
): Markup {
  const written = attributes.map(([key, value]) => ` ${key}="${escapeHtml(value)}"`).join('');
  return markup(`<${name}${written}>${children.map(contentText).join('')}</${name}>`);
}

function contentText(content: Content): string {
  if (typeof content === 'string') return escapeHtml(content);
  if (typeof content === 'number') return String(content);
  return 'text' in content ? content.text : content.map((part) => part.text).join('');
}

function markup(text: string): Markup {
  return { text } as Markup;
}
