import { type MessageFields, messageFields, readMessage, set } from './message-fields.ts';
import type { GraphNode, ModelFunction } from './model-graph.ts';
import { countedText, normaliseDomain, readNode } from './read-graph.ts';
import type { WireReader } from './wire-reader.ts';
import { LENGTH_DELIMITED } from './wire-type.ts';

interface FunctionDraft {
  name: string;
  domain: string;
  readonly inputs: string[];
  readonly outputs: string[];
  readonly nodes: GraphNode[];
}

const FUNCTION: MessageFields<FunctionDraft> = messageFields<FunctionDraft>(
  [1, LENGTH_DELIMITED, set('name', (wire) => wire.text())],
  [4, LENGTH_DELIMITED, (wire, draft) => void draft.inputs.push(countedText(wire))],
  [5, LENGTH_DELIMITED, (wire, draft) => void draft.outputs.push(countedText(wire))],
  [7, LENGTH_DELIMITED, (wire, draft) => void draft.nodes.push(readNode(wire))],
  [10, LENGTH_DELIMITED, set('domain', (wire) => normaliseDomain(wire.text()))],
);

/** Reads a FunctionProto, and keeps it encoded as well. */
export function readFunction(wire: WireReader): ModelFunction {
  const draft: FunctionDraft = { name: '', domain: '', inputs: [], outputs: [], nodes: [] };
  const span = readMessage(wire, FUNCTION, draft);
  wire.budget.keep(span.length);
  return { ...draft, encoded: wire.copyOf(span) };
}
