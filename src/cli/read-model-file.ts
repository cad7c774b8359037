import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { type ExternalFile, locateExternalData } from '../input/external-data.ts';
import { hashModelFile } from '../input/hash-model-file.ts';
import { openModelFile } from '../input/model-file.ts';
import { checkModel } from '../onnx/check-model.ts';
import { graphHash } from '../onnx/graph-hash.ts';
import type { ModelGraph } from '../onnx/model-graph.ts';
import { type ModelStatistics, modelStatistics } from '../onnx/model-statistics.ts';
import { readModel } from '../onnx/read-model.ts';

/** A model as it lies on disk: valid as far as reading can tell, its weights still unread. */
export interface ReadModel {
  readonly path: string;
  readonly fileBytes: number;
  readonly graph: ModelGraph;
  readonly externalFiles: readonly ExternalFile[];
  readonly statistics: ModelStatistics;
  readonly sha256: string;
  readonly graphHash: string;
}

/** Reads, checks and identifies a model. Throws a `TuneError` of kind `model` for whatever cannot be measured. */
export async function readModelFile(path: string): Promise<ReadModel> {
  const file = openModelFile(path);
  try {
    const graph = readModel(file);
    checkModel(graph);
    const externalFiles = locateExternalData(graph, dirname(path));
    return {
      path,
      fileBytes: file.size,
      graph,
      externalFiles,
      statistics: modelStatistics(graph),
      sha256: await hashModelFile(path, externalFiles),
      graphHash: graphHash(graph, (text) => createHash('sha256').update(text).digest('hex')),
    };
  } finally {
    file.close();
  }
}
