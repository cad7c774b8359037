import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';

/** A shape the user gave for an input; `input` is null where the model's only input is meant. */
export interface ShapeOverride {
  readonly input: string | null;
  /** Sizes; text (such as N) marks the batch axis. */
  readonly dims: readonly (number | string)[];
  readonly label: string;
}

/**
 * Reads `input=N,3,224,224` (or `1x3x224x224`), or only the sizes. The name is everything before the last `=`, since names in
 * models may hold one. Throws a `TuneError` (usage).
 */
export function parseShape(text: string, label: string): ShapeOverride {
  const at = text.lastIndexOf('=');
  const input = at < 0 ? null : text.slice(0, at);
  const sizes = text.slice(at + 1).trim();
  const dims =
    sizes === ''
      ? []
      : sizes.split(/\s*[,x]\s*/).map((size) => (/^\d{1,9}$/.test(size) ? Number(size) : size));
  const symbols = dims.filter((d) => typeof d === 'string');
  const readable = dims.every((d) => (typeof d === 'string' ? /^[A-Za-z_]\w*$/.test(d) : d >= 1));
  if (!readable || symbols.length > 1 || input === '') {
    throw new TuneError('usage', `${label} cannot be read: ${printable(text)}`, {
      hint: "Write input=sizes, such as 'image=N,3,224,224'; one name at most, for the batch.",
    });
  }
  return { input, dims, label };
}
