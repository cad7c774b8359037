import type { Key } from 'ink';

/** Control characters that come as they are where several keys arrive together. */
const CONTROLS: Readonly<Record<string, string>> = {
  '\u0003': 'ctrl-c',
  '\t': 'tab',
  '\r': 'enter',
  '\u001b': 'escape',
};

/** Names of the keys behind one piece of input, which may be several characters typed or pasted at once. */
export function keyNames(input: string, key: Partial<Key>): readonly string[] {
  if (key.upArrow) return ['up'];
  if (key.downArrow) return ['down'];
  if (key.pageUp) return ['page-up'];
  if (key.pageDown) return ['page-down'];
  if (key.return) return ['enter'];
  if (key.escape) return ['escape'];
  if (key.tab) return ['tab'];
  if (key.ctrl) return [`ctrl-${input}`];
  if (key.meta) return [];
  return [...input].map((character) => CONTROLS[character] ?? character.toLowerCase());
}
