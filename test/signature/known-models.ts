import type { ModelGraph } from '../../src/onnx/model-graph.ts';
import { inputKinds } from '../../src/signature/input-kinds.ts';
import type { KnownModel } from '../../src/signature/nearest.ts';
import type { Signature } from '../../src/signature/signature.ts';
import { signatureOf } from '../../src/signature/signature-of.ts';
import { graphWork } from '../../src/work/graph-work.ts';
import { squeezenet } from '../../src/zoo/squeezenet.ts';
import {
  denseNet,
  mobileNet,
  plainNet,
  residualNet,
  uNet,
} from '../support/architectures/convolutional.ts';
import {
  perceptron,
  quantisedNet,
  recommender,
  tagger,
  temporalNet,
} from '../support/architectures/other.ts';
import { transformer } from '../support/architectures/transformer.ts';

/** Signature at one sample; free axes are 1, or 64 for the length of sequences. */
export function signatureOfModel(model: ModelGraph): Signature {
  const inputs = new Map(
    model.graph.inputs.map(({ name, type }) => {
      const shape = type.kind === 'tensor' ? (type.shape ?? []) : [];
      const sizes = shape.map((d) => (typeof d === 'number' ? d : d === 'S' ? 64 : 1));
      return [name, { shape: sizes }];
    }),
  );
  return signatureOf(graphWork(model, inputs, 1), inputKinds(model));
}

export const SMALL = { blocks: 4, width: 128, heads: 4 };
export const WIDE = { blocks: 4, width: 512, heads: 8 };

/** Models of many kinds, several of them close to one another. */
export const MODELS: Readonly<Record<string, () => ModelGraph>> = {
  residual: () => residualNet({ normalised: false }),
  mobile: () => mobileNet({ normalised: false }),
  plain: () => plainNet({ normalised: false }),
  dense: () => denseNet({ normalised: false }),
  unet: () => uNet({ normalised: false }),
  squeeze: () => squeezenet('seed'),
  'small transformer': () => transformer(SMALL, { fused: true }),
  'wide transformer': () => transformer(WIDE, { fused: true }),
  'small perceptron': () => perceptron([64, 64, 32]),
  'wide perceptron': () => perceptron([1024, 2048, 2048, 512]),
  lstm: () => tagger('LSTM', 128),
  gru: () => tagger('GRU', 256),
  recommender,
  temporal: temporalNet,
  quantised: () => quantisedNet('QOperator'),
};

export function knownModels(): readonly KnownModel[] {
  return Object.entries(MODELS).map(([name, build]) => ({
    name,
    signature: signatureOfModel(build()),
  }));
}
