import { SEQUENCE_MODELS } from './sequence-models.ts';
import { VISION_MODELS } from './vision-models.ts';
import type { ZooModel } from './zoo-model.ts';

/** Every architecture that can be built, by domain. */
export const ZOO: readonly ZooModel[] = [...VISION_MODELS, ...SEQUENCE_MODELS];
