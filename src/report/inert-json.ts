/** Characters that JSON allows as they are but a terminal may obey or hide: C1 controls, bidirectional marks and the like. */
const NOT_INERT = /[\u007f-\u009f\u00ad\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * JSON text that is safe to print: every control or invisible character is escaped, so that names from a model reach a
 * script unchanged and a terminal not at all. Numbers that JSON cannot carry become null.
 */
export function inertJson(value: unknown, indent = 2): string {
  return inertText(JSON.stringify(value, null, indent));
}

/** The same of JSON text that is made already. */
export function inertText(json: string): string {
  return json.replace(NOT_INERT, escaped);
}

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
}
