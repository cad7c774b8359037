import type { MatrixProduct } from '../../operators/node-cost.ts';
import type { OperatorFamily } from '../../operators/operator.ts';
import type { ElementType } from '../onnx/model-graph.ts';

/** One piece of work as the runtime does it in one run: a node, or several that it fuses into one kernel. */
export interface WorkUnit {
  readonly family: OperatorFamily;
  /** What it is made of, for people: `Conv + Relu`, `attention (MatMul, Softmax, MatMul)`. */
  readonly label: string;
  /** Name of the node that gives the unit its family, as in the model (untrusted; '' where it has none). */
  readonly node: string;
  /** Names of all nodes in it, the one above included. */
  readonly nodes: readonly string[];
  /** Names of the values it leaves to others; intermediate ones that stay inside are not among them. */
  readonly outputs: readonly string[];
  /** Units (by index) that must be done before; always smaller than the unit's own index. */
  readonly after: readonly number[];
  /** Type the arithmetic is done in. */
  readonly elementType: ElementType;
  /** As in `NodeCost`, over the whole unit and one execution. */
  readonly flops: number;
  readonly bytesRead: number;
  readonly weightBytes: number;
  readonly bytesWritten: number;
  readonly width: number;
  readonly steps: number;
  readonly product: MatrixProduct | null;
  /** Executions per run: trips of the loops around it; a fraction for one branch of an undecided If. */
  readonly times: number;
}

/** All work of one run of a model at one batch size. */
export interface GraphWork {
  /** Samples per run. */
  readonly batch: number;
  /** Numbers in the constants it computes with, and the bytes they take once folded. */
  readonly parameters: number;
  readonly weightBytes: number;
  readonly units: readonly WorkUnit[];
  /** Operators nobody has described, priced as data movement: `domain:type`. */
  readonly unknownOperators: readonly string[];
  /** Values of which a size is not known: their work is a lower bound. */
  readonly unresolved: readonly string[];
}
