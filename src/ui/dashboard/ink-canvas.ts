import { EventEmitter } from 'node:events';

/**
 * What Ink is given to write to: a terminal that is never resized, whose frames go to `paint`. For use with Ink's
 * `debug` option, which hands over every frame as a whole and moves no cursor: replacing what changed is done here.
 */
export function inkCanvas(
  columns: () => number,
  paint: (frame: string) => void,
): NodeJS.WriteStream {
  const canvas = Object.defineProperties(new EventEmitter(), {
    isTTY: { value: true },
    columns: { get: columns },
    write: {
      value: (frame: string): boolean => {
        paint(frame);
        return true;
      },
    },
  });
  return canvas as unknown as NodeJS.WriteStream;
}
