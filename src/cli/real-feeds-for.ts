import { type RealFeeds, readFeeds } from '../input/read-feeds.ts';
import { feedInputs, type ModelGraph } from '../onnx/model-graph.ts';

/** Real inputs from `--input`, or none. */
export function realFeedsFor(model: ModelGraph, path: string | null): RealFeeds {
  return path === null ? { feeds: [], notes: [] } : readFeeds(path, feedInputs(model.graph));
}
