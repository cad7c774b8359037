import { quantised } from '../quantisation/quantised.ts';
import type { ZooModel } from '../zoo-model.ts';
import { MOBILENET_V2 } from './mobilenet.ts';
import { foldedResnet18, RESNET_18 } from './resnet.ts';

const METHOD =
  'int8 in QDQ form as in Jacob et al.: Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference, 2018, arXiv:1712.05877';

export const RESNET_18_INT8: ZooModel = {
  ...RESNET_18,
  name: 'resnet-18-int8',
  title: 'ResNet-18, int8',
  paper: `${RESNET_18.paper}; ${METHOD}`,
  build: () =>
    quantised(foldedResnet18(), 'resnet-18-int8', {
      input: 4,
      Conv: 6,
      Relu: 8,
      GlobalAveragePool: 4,
    }),
};

export const MOBILENET_V2_INT8: ZooModel = {
  ...MOBILENET_V2,
  name: 'mobilenet-v2-int8',
  title: 'MobileNet V2, int8',
  paper: `${MOBILENET_V2.paper}; ${METHOD}`,
  build: () =>
    quantised(MOBILENET_V2.build(), 'mobilenet-v2-int8', {
      input: 4,
      Conv: 8,
      Clip: 6,
      Add: 8,
      GlobalAveragePool: 4,
    }),
};
