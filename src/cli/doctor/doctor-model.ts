import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeModelFile } from '../../input/write-model-file.ts';
import type { FeedSpec } from '../../onnx/feed-spec.ts';
import { writeModel } from '../../onnx/write-model.ts';
import type { WorkerModel } from '../../probe/worker/protocol.ts';
import { squeezenet } from '../../zoo/squeezenet.ts';

const FEED: FeedSpec = {
  name: 'data',
  elementType: 'float32',
  shape: [1, 3, 227, 227],
  batchAxis: 0,
  values: { kind: 'normal', mean: 0, deviation: 1 },
};

/** A small real network to try the machine with, written for as long as it is used. */
export function writeDoctorModel(): { readonly model: WorkerModel; discard(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'onnx-tune-doctor-'));
  const path = join(folder, 'squeezenet.onnx');
  writeModelFile(path, writeModel(squeezenet('doctor')));
  return {
    model: { path, feeds: [FEED], realFeeds: [], seed: 0 },
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
}
