import { type MessageFields, messageFields, readMessage, set } from './message-fields.ts';
import type { Attribute, Graph, GraphNode, Tensor, ValueInfo } from './model-graph.ts';
import { attributeReader } from './read-attribute.ts';
import { readTensor } from './read-tensor.ts';
import { readValueInfo } from './read-value-info.ts';
import type { WireReader } from './wire-reader.ts';
import { LENGTH_DELIMITED } from './wire-type.ts';

/** A domain as ONNX means it: 'ai.onnx' is the long name of ''. */
export function normaliseDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}

interface NodeDraft {
  name: string;
  opType: string;
  domain: string;
  overload: string;
  readonly inputs: string[];
  readonly outputs: string[];
  readonly attributes: Attribute[];
}

const readAttribute = attributeReader(readGraph);

const NODE: MessageFields<NodeDraft> = messageFields<NodeDraft>(
  [1, LENGTH_DELIMITED, (wire, draft) => void draft.inputs.push(countedText(wire))],
  [2, LENGTH_DELIMITED, (wire, draft) => void draft.outputs.push(countedText(wire))],
  [3, LENGTH_DELIMITED, set('name', (wire) => wire.text())],
  [4, LENGTH_DELIMITED, set('opType', (wire) => wire.text())],
  [5, LENGTH_DELIMITED, (wire, draft) => void draft.attributes.push(readAttribute(wire))],
  [7, LENGTH_DELIMITED, set('domain', (wire) => normaliseDomain(wire.text()))],
  [8, LENGTH_DELIMITED, set('overload', (wire) => wire.text())],
);

/** Reads a text that is one of arbitrarily many. */
export function countedText(wire: WireReader): string {
  wire.budget.count('strings');
  return wire.text();
}

/** Reads a NodeProto. */
export function readNode(wire: WireReader): GraphNode {
  wire.budget.count('nodes');
  const draft: NodeDraft = {
    name: '',
    opType: '',
    domain: '',
    overload: '',
    inputs: [],
    outputs: [],
    attributes: [],
  };
  readMessage(wire, NODE, draft);
  const { name, opType, domain, overload, inputs, outputs, attributes } = draft;
  const node = { name, opType, domain, inputs, outputs, attributes };
  return overload === '' ? node : { ...node, overload };
}

interface GraphDraft {
  name: string;
  readonly nodes: GraphNode[];
  readonly inputs: ValueInfo[];
  readonly outputs: ValueInfo[];
  readonly valueInfo: ValueInfo[];
  readonly initialisers: Tensor[];
  readonly sparseInitialisers: Uint8Array[];
}

const GRAPH: MessageFields<GraphDraft> = messageFields<GraphDraft>(
  [1, LENGTH_DELIMITED, (wire, draft) => void draft.nodes.push(readNode(wire))],
  [2, LENGTH_DELIMITED, set('name', (wire) => wire.text())],
  [5, LENGTH_DELIMITED, (wire, draft) => void draft.initialisers.push(readTensor(wire))],
  [11, LENGTH_DELIMITED, (wire, draft) => void draft.inputs.push(readValueInfo(wire))],
  [12, LENGTH_DELIMITED, (wire, draft) => void draft.outputs.push(readValueInfo(wire))],
  [13, LENGTH_DELIMITED, (wire, draft) => void draft.valueInfo.push(readValueInfo(wire))],
  [
    15,
    LENGTH_DELIMITED,
    (wire, draft) => {
      wire.budget.count('tensors');
      draft.sparseInitialisers.push(wire.bytes());
    },
  ],
);

/** Reads a GraphProto with its subgraphs. A second occurrence of a graph field is a second graph, not merged. */
export function readGraph(wire: WireReader): Graph {
  const draft: GraphDraft = {
    name: '',
    nodes: [],
    inputs: [],
    outputs: [],
    valueInfo: [],
    initialisers: [],
    sparseInitialisers: [],
  };
  readMessage(wire, GRAPH, draft);
  return draft;
}
