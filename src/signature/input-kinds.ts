import { feedInputs, type ModelGraph, type ValueInfo } from '../onnx/model-graph.ts';

/** What kinds of inputs a model takes. */
export interface InputKinds {
  readonly image: boolean;
  readonly sequence: boolean;
  /** An axis other than the first, which is the batch's in nearly all models, has no fixed size. */
  readonly dynamic: boolean;
}

/** Tells images (rank 4 and more) from sequences (rank 3, or rows of integers such as token numbers) by the declared inputs. */
export function inputKinds(model: ModelGraph): InputKinds {
  const inputs = feedInputs(model.graph);
  const shapes = inputs.map(({ type }) => (type.kind === 'tensor' ? (type.shape ?? []) : []));
  return {
    image: shapes.some((shape) => shape.length >= 4),
    sequence: inputs.some((input, i) => isSequence(input, shapes[i]?.length ?? 0)),
    dynamic: shapes.some((shape) => shape.slice(1).some((d) => typeof d !== 'number')),
  };
}

function isSequence({ type }: ValueInfo, rank: number): boolean {
  if (type.kind !== 'tensor') return false;
  return rank === 3 || (rank === 2 && /^u?int(32|64)$/.test(type.elementType));
}
