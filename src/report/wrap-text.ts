/**
 * Breaks text between words into lines of at most `columns` characters, each indented; `first` replaces the indent of
 * the first line. A word longer than a line is broken, so that no line ever exceeds the width.
 */
export function wrapText(
  text: string,
  { columns, indent = '', first = indent }: WrapOptions,
): string[] {
  const room = Math.max(8, columns - Math.max(indent.length, first.length));
  const words = text.split(/\s+/).flatMap((word) => pieces(word, room));
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((content, i) => (i === 0 ? first : indent) + content);
}

interface WrapOptions {
  readonly columns: number;
  readonly indent?: string;
  readonly first?: string;
}

function pieces(word: string, room: number): string[] {
  const characters = [...word];
  const count = Math.max(1, Math.ceil(characters.length / room));
  return Array.from({ length: count }, (_, i) =>
    characters.slice(i * room, (i + 1) * room).join(''),
  );
}
