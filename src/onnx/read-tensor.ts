import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { elementBits, elementCount, elementTypeOf, tensorByteLength } from './element-type.ts';
import { readExternalLocation } from './external-location.ts';
import { INLINE_TENSOR_BYTES } from './limits.ts';
import { malformed } from './malformed.ts';
import {
  type MessageFields,
  messageFields,
  readMessage,
  repeatedField,
  set,
} from './message-fields.ts';
import type { ElementType, Tensor, TensorData } from './model-graph.ts';
import type { Span } from './span.ts';
import {
  DOUBLE_DATA,
  FLOAT_DATA,
  INT32_DATA,
  INT64_DATA,
  isVarintField,
  RAW_DATA,
  STRING_DATA,
  typedDataField,
  UINT64_DATA,
  varintsToRaw,
} from './typed-data.ts';
import type { WireReader } from './wire-reader.ts';
import { FIXED32, FIXED64, LENGTH_DELIMITED, VARINT } from './wire-type.ts';

const EXTERNAL = 1;
const LONGEST_VARINT = 10;
const NOTHING = new Uint8Array(0);

interface TensorDraft {
  name: string;
  typeCode: number;
  readonly dims: number[];
  readonly payloads: { field: number; span: Span }[];
  readonly strings: Uint8Array[];
  readonly external: Map<string, string>;
  location: number;
}

interface Entry {
  key: string;
  value: string;
}

const ENTRY: MessageFields<Entry> = messageFields<Entry>(
  [1, LENGTH_DELIMITED, set('key', (wire) => wire.text())],
  [2, LENGTH_DELIMITED, set('value', (wire) => wire.text())],
);

const payload =
  (field: number) =>
  (wire: WireReader, draft: TensorDraft): void => {
    wire.budget.count('numbers');
    draft.payloads.push({ field, span: wire.span() });
  };

const unpacked = (): never => {
  throw new TuneError(
    'model',
    'The model stores the numbers of a tensor one by one (unpacked), which tune does not read.',
    {
      hint: "Save it once with Python: onnx.save(onnx.load('model.onnx'), 'packed.onnx').",
    },
  );
};

const TENSOR: MessageFields<TensorDraft> = messageFields<TensorDraft>(
  ...repeatedField<TensorDraft>(1, VARINT, (wire, draft) => {
    wire.budget.count('numbers');
    draft.dims.push(wire.integer('a dimension of a tensor'));
  }),
  [2, VARINT, set('typeCode', (wire) => wire.int32())],
  [FLOAT_DATA, LENGTH_DELIMITED, payload(FLOAT_DATA)],
  [FLOAT_DATA, FIXED32, unpacked],
  [INT32_DATA, LENGTH_DELIMITED, payload(INT32_DATA)],
  [INT32_DATA, VARINT, unpacked],
  [
    STRING_DATA,
    LENGTH_DELIMITED,
    (wire, draft) => {
      wire.budget.count('strings');
      draft.strings.push(wire.bytes());
    },
  ],
  [INT64_DATA, LENGTH_DELIMITED, payload(INT64_DATA)],
  [INT64_DATA, VARINT, unpacked],
  [8, LENGTH_DELIMITED, set('name', (wire) => wire.text())],
  [RAW_DATA, LENGTH_DELIMITED, payload(RAW_DATA)],
  [DOUBLE_DATA, LENGTH_DELIMITED, payload(DOUBLE_DATA)],
  [DOUBLE_DATA, FIXED64, unpacked],
  [UINT64_DATA, LENGTH_DELIMITED, payload(UINT64_DATA)],
  [UINT64_DATA, VARINT, unpacked],
  [
    13,
    LENGTH_DELIMITED,
    (wire, draft) => {
      wire.budget.count('strings', 2);
      const entry = { key: '', value: '' };
      readMessage(wire, ENTRY, entry);
      draft.external.set(entry.key, entry.value);
    },
  ],
  [14, VARINT, set('location', (wire) => wire.int32())],
);

/** Reads a TensorProto: small ones with their numbers, large ones as spans of the file. */
export function readTensor(wire: WireReader): Tensor {
  wire.budget.count('tensors');
  const draft: TensorDraft = {
    name: '',
    typeCode: 0,
    dims: [],
    payloads: [],
    strings: [],
    external: new Map(),
    location: 0,
  };
  const { offset } = readMessage(wire, TENSOR, draft);
  const { name, dims } = draft;
  const elementType = elementTypeOf(draft.typeCode);
  if (elementType === null)
    throw malformed(
      offset,
      `tensor "${printable(name)}" has the unknown element type ${draft.typeCode}`,
    );
  return { name, elementType, dims, data: tensorData(wire, draft, elementType) };
}

function tensorData(wire: WireReader, draft: TensorDraft, type: ElementType): TensorData {
  if (draft.location === EXTERNAL) return readExternalLocation(draft.name, draft.external);
  if (type === 'string') return { kind: 'strings', values: draft.strings };
  const raw = draft.payloads.findLast((p) => p.field === RAW_DATA);
  const field = raw === undefined ? typedDataField(type) : RAW_DATA;
  const spans =
    raw === undefined
      ? draft.payloads.filter((p) => p.field === field).map((p) => p.span)
      : [raw.span];
  const length = spans.reduce((sum, s) => sum + s.length, 0);
  if (length === 0 && elementCount(draft.dims) === 0) return { kind: 'inline', bytes: NOTHING };
  if (spans.length === 0) return { kind: 'none' };
  const bytes = inlineBytes(wire, draft, type, field, { spans, length });
  return bytes === null ? { kind: 'file', field, spans } : { kind: 'inline', bytes };
}

/** The numbers as raw_data would hold them; null where the tensor is too large to be read now. */
function inlineBytes(
  wire: WireReader,
  draft: TensorDraft,
  type: ElementType,
  field: number,
  stored: { readonly spans: readonly Span[]; readonly length: number },
): Uint8Array | null {
  const varints = isVarintField(field);
  const expected = varints ? tensorByteLength(type, draft.dims) : stored.length;
  if (expected === null || stored.length > INLINE_TENSOR_BYTES * (varints ? LONGEST_VARINT : 1))
    return null;
  if (!wire.budget.admitInline(expected)) return null;
  const payload = concatenate(stored.spans.map((s) => wire.copyOf(s)));
  if (!varints) return payload;
  const bytes = varintsToRaw(payload, varintWidth(type));
  if (bytes === null)
    throw malformed(
      stored.spans[0]?.offset ?? 0,
      `the numbers of tensor "${printable(draft.name)}" are damaged`,
    );
  return bytes.length > INLINE_TENSOR_BYTES ? null : bytes;
}

function varintWidth(type: ElementType): 1 | 2 | 4 | 8 {
  const bits = elementBits(type) ?? 8;
  return bits <= 8 ? 1 : bits === 16 ? 2 : bits === 32 ? 4 : 8;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const out = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
