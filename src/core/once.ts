/** The value kept under a key; made and kept at the first use. */
export function once<K, V>(values: Map<K, V>, key: K, make: (key: K) => V): V {
  const known = values.get(key);
  if (known !== undefined) return known;
  const value = make(key);
  values.set(key, value);
  return value;
}
