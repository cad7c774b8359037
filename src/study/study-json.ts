/** How a number that JSON cannot carry is written. Strings stay strings, so no text of a model can pass for a number. */
interface SpecialNumber {
  readonly $number: 'Infinity' | '-Infinity' | 'NaN';
}

function isSpecialNumber(value: unknown): value is SpecialNumber {
  return (
    typeof value === 'object' &&
    value !== null &&
    '$number' in value &&
    Object.keys(value).length === 1
  );
}

/**
 * JSON on one line that keeps what plain JSON loses: infinite and undefined numbers ("bound not known") come back as
 * they were. `parseStudyJson` is its inverse for plain data. Members that are `undefined` are left out.
 */
export function studyJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'number' && !Number.isFinite(member) ? { $number: String(member) } : member,
  );
}

/** Reads what `studyJson` wrote. Throws a `SyntaxError` where the text is not JSON. */
export function parseStudyJson(text: string): unknown {
  return JSON.parse(text, (_key, member: unknown) =>
    isSpecialNumber(member) ? Number(member.$number) : member,
  );
}
