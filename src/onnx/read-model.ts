import { TuneError } from '../core/tune-error.ts';
import type { ByteSource } from './byte-source.ts';
import { malformed } from './malformed.ts';
import {
  type MessageFields,
  messageFields,
  readFields,
  readMessage,
  set,
} from './message-fields.ts';
import type { Graph, ModelFunction, ModelGraph } from './model-graph.ts';
import { readFunction } from './read-function.ts';
import { normaliseDomain, readGraph } from './read-graph.ts';
import { refuseOtherFormat } from './refuse-other-format.ts';
import { decodeLenient } from './utf8.ts';
import { createWireReader } from './wire-reader.ts';
import { LENGTH_DELIMITED, VARINT } from './wire-type.ts';

interface ModelDraft {
  irVersion: number;
  producer: string;
  readonly opsets: Map<string, number>;
  readonly metadata: Map<string, string>;
  graph: Graph | null;
  readonly functions: ModelFunction[];
}

interface Opset {
  domain: string;
  version: number;
}

const OPSET: MessageFields<Opset> = messageFields<Opset>(
  [1, LENGTH_DELIMITED, set('domain', (wire) => normaliseDomain(wire.text()))],
  [2, VARINT, set('version', (wire) => wire.integer('an opset version'))],
);

interface Entry {
  key: string;
  value: string;
}

const ENTRY: MessageFields<Entry> = messageFields<Entry>(
  [1, LENGTH_DELIMITED, set('key', (wire) => wire.text())],
  [2, LENGTH_DELIMITED, set('value', (wire) => decodeLenient(wire.bytes()))],
);

const MODEL: MessageFields<ModelDraft> = messageFields<ModelDraft>(
  [1, VARINT, set('irVersion', (wire) => wire.integer('the IR version'))],
  [2, LENGTH_DELIMITED, set('producer', (wire) => decodeLenient(wire.bytes()))],
  [
    7,
    LENGTH_DELIMITED,
    (wire, draft) => {
      if (draft.graph !== null) throw malformed(wire.span().offset, 'it holds two graphs');
      draft.graph = readGraph(wire);
    },
  ],
  [
    8,
    LENGTH_DELIMITED,
    (wire, draft) => {
      wire.budget.count('strings');
      const opset = { domain: '', version: 0 };
      readMessage(wire, OPSET, opset);
      draft.opsets.set(opset.domain, opset.version);
    },
  ],
  [
    14,
    LENGTH_DELIMITED,
    (wire, draft) => {
      wire.budget.count('strings', 2);
      const entry = { key: '', value: '' };
      readMessage(wire, ENTRY, entry);
      draft.metadata.set(entry.key, entry.value);
    },
  ],
  [25, LENGTH_DELIMITED, (wire, draft) => void draft.functions.push(readFunction(wire))],
);

/**
 * Reads an ONNX file without its weights: time and memory depend on the graph, not on the size of the weights.
 * Throws a TuneError of kind 'model' for anything that is no ONNX model, naming the offset, or what the file is instead.
 * Whether the model can be measured is for `checkModel` to say.
 */
export function readModel(source: ByteSource): ModelGraph {
  const draft: ModelDraft = {
    irVersion: 0,
    producer: '',
    opsets: new Map(),
    metadata: new Map(),
    graph: null,
    functions: [],
  };
  try {
    readFields(createWireReader(source), MODEL, draft);
  } catch (error) {
    if (!(error instanceof TuneError)) throw error;
    refuseOtherFormat(source, error);
    throw startsLikeModel(draft) ? error : notOnnx(error);
  }
  const { graph, ...rest } = draft;
  if (graph !== null) return { ...rest, graph };
  const noGraph = new TuneError('model', 'The file holds no ONNX graph.', {
    hint: 'Give the .onnx model itself; a saved tensor (.pb) or training checkpoint cannot be measured.',
  });
  refuseOtherFormat(source, noGraph);
  throw noGraph;
}

function startsLikeModel(draft: ModelDraft): boolean {
  return draft.irVersion > 0 || draft.opsets.size > 0 || draft.graph !== null;
}

function notOnnx(cause: TuneError): TuneError {
  return new TuneError('model', `The file does not look like ONNX at all. ${cause.message}`, {
    cause,
    hint: 'Is it the right file? An .onnx file as torch.onnx.export or tf2onnx writes it is expected.',
  });
}
