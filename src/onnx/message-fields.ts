import type { Span } from './span.ts';
import type { WireReader } from './wire-reader.ts';
import { LENGTH_DELIMITED } from './wire-type.ts';

/** How to read the fields of one message into a draft `D`: by tag, so that a field of another wire type is skipped like an unknown one. */
export type MessageFields<D> = ReadonlyMap<number, (wire: WireReader, draft: D) => void>;

type FieldEntry<D> = readonly [
  number: number,
  wireType: number,
  read: (wire: WireReader, draft: D) => void,
];

/** Makes the table of a message from `[field number, wire type, reader]` rows. */
export function messageFields<D>(...entries: readonly FieldEntry<D>[]): MessageFields<D> {
  return new Map(entries.map(([number, wireType, read]) => [number * 8 + wireType, read]));
}

/** Reads fields until the end of the message; those the table does not know are skipped. */
export function readFields<D>(wire: WireReader, fields: MessageFields<D>, draft: D): void {
  while (!wire.atEnd()) {
    const tag = wire.tag();
    const read = fields.get(tag);
    if (read === undefined) wire.skip(tag);
    else read(wire, draft);
  }
}

/** Reads a length-delimited message and returns where it lies. */
export function readMessage<D>(wire: WireReader, fields: MessageFields<D>, draft: D): Span {
  return wire.nested(() => readFields(wire, fields, draft));
}

/** Rows for a repeated scalar, which may come one by one or packed. */
export function repeatedField<D>(
  number: number,
  wireType: number,
  read: (wire: WireReader, draft: D) => void,
): readonly [FieldEntry<D>, FieldEntry<D>] {
  const packed = (wire: WireReader, draft: D): void => {
    wire.nested(() => {
      while (!wire.atEnd()) read(wire, draft);
    });
  };
  return [
    [number, wireType, read],
    [number, LENGTH_DELIMITED, packed],
  ];
}

/** Reads a field into one member of the draft; the last occurrence counts, as protobuf has it. */
export function set<D, K extends keyof D>(
  key: K,
  read: (wire: WireReader) => D[K],
): (wire: WireReader, draft: D) => void {
  return (wire, draft) => {
    draft[key] = read(wire);
  };
}
