import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { planBatching } from '../../../src/batching/plan-batching.ts';
import { resolveInputShapes } from '../../../src/batching/resolve-input-shapes.ts';
import { modelWork } from '../../../src/cli/model-work.ts';
import { readModelFile } from '../../../src/cli/read-model-file.ts';
import type { ModelGraph } from '../../../src/onnx/model-graph.ts';
import { inputKinds } from '../../../src/signature/input-kinds.ts';
import type { Signature } from '../../../src/signature/signature.ts';
import { signatureOf } from '../../../src/signature/signature-of.ts';
import type { GraphWork } from '../../../src/work/work-unit.ts';
import { ZOO } from '../../../src/zoo/catalogue.ts';

/** A model of which a surface was recorded, as far as its graph tells. */
export interface SurfaceModel {
  readonly name: string;
  /** Models of one family are left out together. */
  readonly family: string;
  readonly baseBatch: number;
  readonly signature: Signature;
  readonly workAt: (batch: number) => GraphWork;
}

/** Finds a model by the name of its surface: in the zoo, or as a file in one of the folders; null where it is nowhere. */
export async function knownModel(
  name: string,
  folders: readonly string[],
): Promise<SurfaceModel | null> {
  const zoo = ZOO.find((m) => m.name === name);
  if (zoo !== undefined) return surfaceModel(name, zoo.family, zoo.build());
  const path = folders.map((f) => join(f, `${name}.onnx`)).find((p) => existsSync(p));
  if (path === undefined) return null;
  const read = await readModelFile(path);
  return surfaceModel(name, familyOfFile(name), read.graph);
}

/** Files of public models by the architecture they are, so that kin in the zoo is left out with them. */
const FILE_FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/squeezenet/, 'squeezenet'],
  [/resnet/, 'resnet'],
  [/vgg/, 'vgg'],
  [/alexnet|zfnet/, 'alexnet'],
  [/inception/, 'inception'],
  [/bert|mlm/, 'bert'],
  [/gpt2/, 'gpt'],
  [/lstm|nnsplit|silero/, 'recurrent'],
  [/super_resolution/, 'espcn'],
  [/yolo|yunet|fastestdet|openseeface|qdq_mobilenet/, 'mobilenet'],
];

function familyOfFile(name: string): string {
  return FILE_FAMILIES.find(([pattern]) => pattern.test(name))?.[1] ?? name;
}

function surfaceModel(name: string, family: string, model: ModelGraph): SurfaceModel {
  const inputs = resolveInputShapes(model);
  const plan = planBatching(model, inputs);
  const workAt = modelWork(plan, inputs);
  return {
    name,
    family,
    baseBatch: plan.baseBatch,
    signature: signatureOf(workAt(plan.baseBatch), inputKinds(model)),
    workAt,
  };
}
