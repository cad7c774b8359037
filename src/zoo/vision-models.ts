import { SQUEEZENET } from './squeezenet.ts';
import { ALEXNET } from './vision/alexnet.ts';
import { CONVNEXT_TINY } from './vision/convnext.ts';
import { CONVOLUTIONAL_AUTOENCODER } from './vision/convolutional-autoencoder.ts';
import { DENSENET_121 } from './vision/densenet.ts';
import { EFFICIENTNET_B0 } from './vision/efficientnet.ts';
import { ESPCN } from './vision/espcn.ts';
import { GOOGLENET } from './vision/googlenet.ts';
import { INCEPTION_V3 } from './vision/inception.ts';
import { MOBILENET_V2_INT8, RESNET_18_INT8 } from './vision/int8-variants.ts';
import { MIXER_SMALL } from './vision/mixer.ts';
import { MOBILENET_V2, MOBILENET_V3_LARGE } from './vision/mobilenet.ts';
import { RESNET_18, RESNET_50, RESNEXT_50 } from './vision/resnet.ts';
import { SHUFFLENET_V2 } from './vision/shufflenet.ts';
import { SWIN_TINY } from './vision/swin.ts';
import { UNET } from './vision/unet.ts';
import { VGG_16 } from './vision/vgg.ts';
import { VIT_SMALL } from './vision/vit.ts';
import { YOLO_V3_TINY } from './vision/yolo.ts';
import type { ZooModel } from './zoo-model.ts';

/** Models of images: classifiers by age, then models whose output is an image or boxes, then int8 variants. */
export const VISION_MODELS: readonly ZooModel[] = [
  ALEXNET,
  VGG_16,
  GOOGLENET,
  RESNET_18,
  RESNET_50,
  INCEPTION_V3,
  SQUEEZENET,
  DENSENET_121,
  RESNEXT_50,
  MOBILENET_V2,
  SHUFFLENET_V2,
  MOBILENET_V3_LARGE,
  EFFICIENTNET_B0,
  VIT_SMALL,
  SWIN_TINY,
  MIXER_SMALL,
  CONVNEXT_TINY,
  UNET,
  YOLO_V3_TINY,
  ESPCN,
  CONVOLUTIONAL_AUTOENCODER,
  RESNET_18_INT8,
  MOBILENET_V2_INT8,
];
