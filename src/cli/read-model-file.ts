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

/** A model as far as its graph tells: valid as far as reading can tell, its weights still unread. */
export interface ReadGraph {
  readonly path: string;
  readonly fileBytes: number;
  readonly graph: ModelGraph;
  readonly externalFiles: readonly ExternalFile[];
  readonly statistics: ModelStatistics;
}

/** A model with what identifies it, for which all its bytes were read once. */
export interface ReadModel extends ReadGraph {
  readonly sha256: string;
  readonly graphHash: string;
}

/** Reads and checks a model. Throws a `TuneError` of kind `model` for whatever cannot be measured. */
export function readModelGraph(path: string): ReadGraph {
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
    };
  } finally {
    file.close();
  }
}

/** Reads, checks and identifies a model. Throws as `readModelGraph` does. */
export async function readModelFile(path: string): Promise<ReadModel> {
  const read = readModelGraph(path);
  return {
    ...read,
    sha256: await hashModelFile(path, read.externalFiles),
    graphHash: graphHash(read.graph, (text) => createHash('sha256').update(text).digest('hex')),
  };
}
