/** Lines as comments of a format whose comments begin with `mark` and end with the line. The lines must be safe text. */
export function commentLines(mark: string, lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === '' ? mark : `${mark} ${line}`));
}
