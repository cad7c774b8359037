import {
  type MessageFields,
  messageFields,
  readMessage,
  repeatedField,
  set,
} from './message-fields.ts';
import type { Attribute, AttributeValue, Graph, Tensor } from './model-graph.ts';
import { readTensor } from './read-tensor.ts';
import type { WireReader } from './wire-reader.ts';
import { FIXED32, LENGTH_DELIMITED, VARINT } from './wire-type.ts';

/** What each kind of attribute holds. */
interface Values {
  float: number;
  int: bigint;
  string: Uint8Array;
  tensor: Tensor;
  graph: Graph;
  floats: number[];
  ints: bigint[];
  strings: Uint8Array[];
  tensors: Tensor[];
  graphs: Graph[];
}

type Kind = keyof Values;

/** AttributeProto.AttributeType by number, for the kinds that are read. */
const KINDS: readonly (Kind | null)[] = [
  null,
  'float',
  'int',
  'string',
  'tensor',
  'graph',
  'floats',
  'ints',
  'strings',
  'tensors',
  'graphs',
];

/** What a stated type means where the field is left out, as writers may do with zeros and empty lists. */
const DEFAULTS: Partial<Values> = {
  float: 0,
  int: 0n,
  string: new Uint8Array(0),
  floats: [],
  ints: [],
  strings: [],
  tensors: [],
  graphs: [],
};

interface AttributeDraft {
  name: string;
  typeCode: number;
  /** Attribute of the enclosing function that this one refers to, instead of holding a value. */
  reference: string;
  /** The last field seen that holds a value: the type of an attribute that states none. */
  lastSeen: Kind | null;
  readonly values: Partial<Values>;
}

type ReadField = (wire: WireReader, draft: AttributeDraft) => void;

/** Makes the reader of AttributeProto; `readGraph` reads the subgraphs of If, Loop and Scan. */
export function attributeReader(
  readGraph: (wire: WireReader) => Graph,
): (wire: WireReader) => Attribute {
  const fields: MessageFields<AttributeDraft> = messageFields<AttributeDraft>(
    [1, LENGTH_DELIMITED, set('name', (wire) => wire.text())],
    [2, FIXED32, one('float', (wire) => wire.float32())],
    [3, VARINT, one('int', (wire) => wire.int64())],
    [4, LENGTH_DELIMITED, one('string', (wire) => wire.bytes())],
    [5, LENGTH_DELIMITED, one('tensor', readTensor)],
    [6, LENGTH_DELIMITED, one('graph', readGraph)],
    ...repeatedField(
      7,
      FIXED32,
      many('floats', (wire) => counted(wire, 'numbers').float32()),
    ),
    ...repeatedField(
      8,
      VARINT,
      many('ints', (wire) => counted(wire, 'numbers').int64()),
    ),
    [9, LENGTH_DELIMITED, many('strings', (wire) => counted(wire, 'strings').bytes())],
    [10, LENGTH_DELIMITED, many('tensors', readTensor)],
    [11, LENGTH_DELIMITED, many('graphs', readGraph)],
    [20, VARINT, set('typeCode', (wire) => wire.int32())],
    [21, LENGTH_DELIMITED, set('reference', (wire) => wire.text())],
  );
  return (wire) => {
    wire.budget.count('attributes');
    const draft: AttributeDraft = {
      name: '',
      typeCode: 0,
      reference: '',
      lastSeen: null,
      values: {},
    };
    const span = readMessage(wire, fields, draft);
    const value = valueIn(draft);
    if (value !== null) return { name: draft.name, value };
    wire.budget.keep(span.length);
    return { name: draft.name, value: { kind: 'opaque', encoded: wire.copyOf(span) } };
  };
}

function one<K extends Kind>(kind: K, read: (wire: WireReader) => Values[K]): ReadField {
  return (wire, draft) => {
    draft.lastSeen = kind;
    draft.values[kind] = read(wire);
  };
}

type ListKind = 'floats' | 'ints' | 'strings' | 'tensors' | 'graphs';

function many<K extends ListKind>(
  kind: K,
  read: (wire: WireReader) => Values[K][number],
): ReadField {
  return (wire, draft) => {
    draft.lastSeen = kind;
    const list = (draft.values[kind] ?? []) as Values[K][number][];
    draft.values[kind] = list as Values[K];
    list.push(read(wire));
  };
}

function counted(wire: WireReader, kind: 'numbers' | 'strings'): WireReader {
  wire.budget.count(kind);
  return wire;
}

/** The value by the stated type, else by the field that was present; null for what is kept encoded. */
function valueIn({ typeCode, reference, lastSeen, values }: AttributeDraft): AttributeValue | null {
  const kind = typeCode === 0 ? lastSeen : (KINDS[typeCode] ?? null);
  if (kind === null || reference !== '') return null;
  const value = values[kind] ?? DEFAULTS[kind];
  return value === undefined ? null : ({ kind, value } as AttributeValue);
}
