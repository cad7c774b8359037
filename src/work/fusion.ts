import type { OperatorFamily } from '../../operators/operator.ts';
import type { ElementType } from '../onnx/model-graph.ts';
import type { LoweredGraph } from './lower-graph.ts';
import type { Match } from './match-pattern.ts';
import type { StepPattern } from './pattern.ts';
import type { Step } from './step.ts';

/** What becomes of the steps of a match; whatever is left out follows from them. */
export interface FusedAs {
  /** Operator the fused step amounts to, by which later fusions find it. */
  readonly op: string;
  /** The step that the fused one takes family, product, width and attributes from; the one with most flops by default. */
  readonly main?: Step | undefined;
  readonly family?: OperatorFamily;
  readonly label?: string;
  readonly elementType?: ElementType;
  /** Set where the runtime has no kernel for it: what passes between its steps is then written and read all the same. */
  readonly inSteps?: boolean;
  /** Bytes of constants it reads. */
  readonly weightBytes?: number;
  readonly flops?: number;
}

/** Several nodes that the runtime runs as one. */
export interface Fusion {
  readonly pattern: StepPattern;
  /** Whether the shapes of values inside may be asked for by others: they follow from the operands. */
  readonly shapesAreFree?: boolean;
  /** Null where the match is none after all. */
  readonly fuse: (match: Match, lowered: LoweredGraph) => FusedAs | null;
}
