/** An option as given, before it is understood, with the words to name it in an error. */
export interface RawOption {
  readonly texts: readonly string[];
  /** `--budget`, or `"budget" in tune.config.json`. */
  readonly label: string;
}

/** Options by name; a switch that is on holds the text `true`. */
export type RawOptions = ReadonlyMap<string, RawOption>;

/** The only text of an option; undefined where it is not given. */
export function rawText(options: RawOptions, name: string): string | undefined {
  return options.get(name)?.texts.at(-1);
}

export function rawLabel(options: RawOptions, name: string): string {
  return options.get(name)?.label ?? `--${name}`;
}

export function isOn(options: RawOptions, name: string): boolean {
  return rawText(options, name) === 'true';
}
