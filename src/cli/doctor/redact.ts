/** Replaces names in texts by placeholders, the same one for the same name. */
export type Redactor = (text: string) => string;

/** Shorter names would be found inside ordinary words. */
const LEAST_LENGTH = 3;

/**
 * A redactor for these names. Longer names go first, so that a path is one placeholder and not several. Names are matched as
 * they stand in plain text and as JSON escapes them.
 */
export function createRedactor(names: Iterable<string>): Redactor {
  const known = [...new Set(names)]
    .filter((name) => name.length >= LEAST_LENGTH)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const placeholders = new Map<string, string>();
  for (const [i, name] of known.entries()) {
    const placeholder = `name-${i + 1}`;
    placeholders.set(JSON.stringify(name).slice(1, -1), placeholder);
    placeholders.set(name, placeholder);
  }
  const pattern = [...placeholders.keys()]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('|');
  if (pattern === '') return (text) => text;
  // A name inside a longer word is another word, unless one of its own ends is no letter.
  const whole = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${pattern})(?![\\p{L}\\p{N}_])`, 'gu');
  return (text) => text.replace(whole, (name) => placeholders.get(name) ?? name);
}
