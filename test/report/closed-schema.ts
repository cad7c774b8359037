type Schema = Readonly<Record<string, unknown>>;

/** The schema with every described object closed, so that a property nobody described is an error. */
export function closed(schema: Schema): Schema {
  const close = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(close);
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.fromEntries(Object.entries(value).map(([k, v]) => [k, close(v)]));
    return 'properties' in members && 'required' in members
      ? { ...members, additionalProperties: false }
      : members;
  };
  return close(schema) as Schema;
}
