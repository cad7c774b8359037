import { elementTypeOf } from './element-type.ts';
import { type MessageFields, messageFields, readMessage, set } from './message-fields.ts';
import type { Dimension, ElementType, ValueInfo, ValueType } from './model-graph.ts';
import type { WireReader } from './wire-reader.ts';
import { LENGTH_DELIMITED, VARINT } from './wire-type.ts';

interface DimensionDraft {
  value: Dimension;
}

/** Negative sizes are a habit of some exporters for "unknown". */
const DIMENSION: MessageFields<DimensionDraft> = messageFields<DimensionDraft>(
  [
    1,
    VARINT,
    (wire, draft) => {
      const value = wire.integer('a dimension of a value');
      draft.value = value < 0 ? null : value;
    },
  ],
  [2, LENGTH_DELIMITED, set('value', (wire) => wire.text() || null)],
);

const SHAPE: MessageFields<Dimension[]> = messageFields<Dimension[]>([
  1,
  LENGTH_DELIMITED,
  (wire, shape) => {
    wire.budget.count('numbers');
    const dimension: DimensionDraft = { value: null };
    readMessage(wire, DIMENSION, dimension);
    shape.push(dimension.value);
  },
]);

interface TensorTypeDraft {
  /** Null for a number this version does not know. */
  elementType: ElementType | null;
  shape: Dimension[] | null;
}

const TENSOR_TYPE: MessageFields<TensorTypeDraft> = messageFields<TensorTypeDraft>(
  [1, VARINT, set('elementType', (wire) => elementTypeOf(wire.int32()))],
  [
    2,
    LENGTH_DELIMITED,
    (wire, draft) => {
      draft.shape = [];
      readMessage(wire, SHAPE, draft.shape);
    },
  ],
);

interface TypeDraft {
  kind: ValueType['kind'];
  tensor: TensorTypeDraft;
}

const otherKind =
  (kind: ValueType['kind']) =>
  (wire: WireReader, draft: TypeDraft): void => {
    draft.kind = kind;
    wire.span();
  };

const TYPE: MessageFields<TypeDraft> = messageFields<TypeDraft>(
  [
    1,
    LENGTH_DELIMITED,
    (wire, draft) => {
      draft.kind = 'tensor';
      draft.tensor = { elementType: 'undefined', shape: null };
      readMessage(wire, TENSOR_TYPE, draft.tensor);
    },
  ],
  [4, LENGTH_DELIMITED, otherKind('sequence')],
  [5, LENGTH_DELIMITED, otherKind('map')],
  [7, LENGTH_DELIMITED, otherKind('opaque')],
  [8, LENGTH_DELIMITED, otherKind('sparse-tensor')],
  [9, LENGTH_DELIMITED, otherKind('optional')],
);

function readType(wire: WireReader): ValueType {
  const draft: TypeDraft = { kind: 'unknown', tensor: { elementType: 'undefined', shape: null } };
  const span = readMessage(wire, TYPE, draft);
  const { elementType, shape } = draft.tensor;
  if (draft.kind === 'tensor' && elementType !== null)
    return { kind: 'tensor', elementType, shape };
  wire.budget.keep(span.length);
  const kind = draft.kind === 'tensor' ? 'unknown' : draft.kind;
  return { kind, encoded: wire.copyOf(span) };
}

interface ValueDraft {
  name: string;
  type: ValueType;
}

const VALUE: MessageFields<ValueDraft> = messageFields<ValueDraft>(
  [1, LENGTH_DELIMITED, set('name', (wire) => wire.text())],
  [2, LENGTH_DELIMITED, set('type', (wire) => readType(wire))],
);

/** Reads a ValueInfoProto. */
export function readValueInfo(wire: WireReader): ValueInfo {
  wire.budget.count('values');
  const draft: ValueDraft = { name: '', type: { kind: 'unknown' } };
  readMessage(wire, VALUE, draft);
  return draft;
}
