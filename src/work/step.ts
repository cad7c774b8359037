import type { MatrixProduct } from '../../operators/node-cost.ts';
import type { OperatorFamily } from '../../operators/operator.ts';
import type { ElementType, GraphNode } from '../onnx/model-graph.ts';

/** One kernel of the runtime on the way to a unit of work: a node at first, then what fusion makes of several. */
export interface Step {
  /** Operator it amounts to: `Conv`, `com.microsoft:Gelu`, and for fused ones the operator that does the same. */
  readonly op: string;
  /** Node that gives it its attributes. */
  readonly node: GraphNode;
  readonly nodes: readonly GraphNode[];
  readonly label: string;
  /** Values it uses, in the order of its operands; '' where one is omitted. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Which body it belongs to; steps of different bodies are never fused. */
  readonly scope: number;
  readonly times: number;
  readonly family: OperatorFamily;
  readonly elementType: ElementType;
  readonly flops: number;
  readonly weightBytes: number;
  /** Bytes of each activation it reads, and of each output it writes. */
  readonly reads: ReadonlyMap<string, number>;
  readonly writes: ReadonlyMap<string, number>;
  readonly width: number;
  readonly steps: number;
  readonly product: MatrixProduct | null;
}

/** Operator of a node as the catalogue writes it. */
export function operatorName(node: Pick<GraphNode, 'domain' | 'opType'>): string {
  return node.domain === '' ? node.opType : `${node.domain}:${node.opType}`;
}
