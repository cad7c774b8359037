/** Plain data as published: names in snake_case with their units. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** A number as JSON can hold it: null where it is not known or has no bound. */
export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
