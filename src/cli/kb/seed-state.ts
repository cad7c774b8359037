import { basename, join } from 'node:path';
import type { KnowledgeStore, StoredStudy } from '../../study/knowledge-store.ts';
import type { ZooModel } from '../../zoo/zoo-model.ts';
import { readModelFile } from '../read-model-file.ts';
import { buildSeed } from './seed-model.ts';

/** Where a model stands before it is seeded. */
export type SeedState =
  | { readonly kind: 'known' }
  | { readonly kind: 'open'; readonly earlier: StoredStudy | null };

/** Where the file of a model is written while it is tuned. */
export function seedPath(folder: string, model: ZooModel): string {
  return join(folder, 'zoo', `${model.name}.onnx`);
}

/**
 * Whether a model has a finished study of throughput on this host, or one that was interrupted. Only where a study's file has
 * its name is the model built, to compare what is in it.
 */
export async function seedState(
  store: KnowledgeStore,
  model: ZooModel,
  path: string,
  fingerprint: string,
): Promise<SeedState> {
  const candidates = (await store.studies()).filter(
    (study) =>
      study.hostFingerprint === fingerprint &&
      study.objective === 'throughput' &&
      study.load === null &&
      basename(study.modelPath) === basename(path),
  );
  if (candidates.length === 0) return { kind: 'open', earlier: null };
  buildSeed({ model, path });
  const { sha256 } = await readModelFile(path);
  const own = candidates.filter((study) => study.modelSha256 === sha256);
  if (own.some((study) => study.state === 'finished')) return { kind: 'known' };
  // Only what was begun by a seed here has the options of one.
  const begun = own.find((study) => study.state === 'interrupted' && study.modelPath === path);
  const earlier = begun === undefined ? null : await store.study(begun.studyId);
  return { kind: 'open', earlier };
}
