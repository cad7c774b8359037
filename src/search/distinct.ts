import { type Configuration, configurationKey } from '../space/configuration.ts';

/** Each configuration once, at its first place. */
export function distinct(configurations: readonly Configuration[]): readonly Configuration[] {
  const seen = new Set<string>();
  return configurations.filter((c) => {
    const key = configurationKey(c);
    return !seen.has(key) && seen.add(key);
  });
}
