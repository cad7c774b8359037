import { rmSync, statSync } from 'node:fs';
import type { ModelGraph } from '../../src/onnx/model-graph.ts';
import { logRatios } from '../../src/probe/heat-statistics.ts';
import { startInstanceGroup } from '../../src/probe/instance-group.ts';
import { type Lane, openLane, runSlice } from '../../src/probe/lane.ts';
import { monotonicMs } from '../../src/probe/monotonic-clock.ts';
import { SLICE_MS } from '../../src/probe/slice-plan.ts';
import { startWorkerGuard, type WorkerGuard } from '../../src/probe/worker-guard.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import { tInterval } from '../../src/stats/interval.ts';
import { VISION_MODELS } from '../../src/zoo/vision-models.ts';
import { writeTemporary } from '../support/tiny-model.ts';
import { withStoredWeights } from './support/stored-weights.ts';
import { summary } from './support/summary.ts';

/**
 * Whether weights made inside the graph run as fast as stored ones: three fresh sessions at a time, of the zoo's model, of
 * the same with stored random weights, and of that once more, which shows how far equal sessions differ. They take
 * turns in slices, two of them frozen. Printed: log-ratios of throughput with the 95 % interval over the sessions.
 *
 *   npm run bench:zoo-weights [-- resnet-18 mixer-small ...]        SESSIONS=8 ROUNDS=16
 */
const SESSIONS = Number(process.env['SESSIONS'] ?? 8);
const ROUNDS = Number(process.env['ROUNDS'] ?? 16);
const DEFAULT_MODELS = ['resnet-18', 'mixer-small'];

const WARM_UP_MS = 1500;
const TIMEOUT_MS = 60_000;

async function open(model: ModelGraph, path: string, guard: WorkerGuard): Promise<Lane> {
  const configuration = runtimeDefault(1);
  const feeds = model.graph.inputs.map(({ name, type }) => {
    const shape = type.kind === 'tensor' && type.shape !== null ? type.shape : [];
    return {
      name,
      elementType: 'float32' as const,
      shape: shape.map((d) => (typeof d === 'number' ? d : 1)),
      batchAxis: 0,
      values: { kind: 'normal' as const, mean: 0, deviation: 1 },
    };
  });
  const group = await startInstanceGroup({
    model: { path, feeds, realFeeds: [], seed: 1 },
    configuration,
    guard,
    freeze: true,
    watch: () => null,
    peakResidentBytes: () => null,
    timeoutMs: TIMEOUT_MS,
  });
  return openLane(configuration, group, {
    sole: true,
    warmUpMs: WARM_UP_MS,
    timeoutMs: TIMEOUT_MS,
  });
}

/** Lets the lanes take turns, in another order every round. */
async function race(lanes: readonly Lane[]): Promise<void> {
  const beganAt = monotonicMs();
  for (let round = 0; round < ROUNDS; round++) {
    const first = round % lanes.length;
    for (const lane of [...lanes.slice(first), ...lanes.slice(0, first)])
      await runSlice(lane, { round, beganAt, sliceMs: SLICE_MS, timeoutMs: TIMEOUT_MS });
  }
}

/** Mean over the sessions with the half width of its 95 % interval by Student's t, for they are few. */
function overSessions(values: readonly number[]): string {
  const { mean, se } = summary(values);
  const { high } = tInterval(mean, se, values.length - 1);
  return `${mean >= 0 ? '+' : ''}${mean.toFixed(3)} ± ${(high - mean).toFixed(3)}`;
}

const mebibytes = (path: string): string => (statSync(path).size / 2 ** 20).toFixed(2);

process.stdout.write(
  'model | MiB made | MiB stored | ms stored | log(made / stored) | log(stored / stored)\n---|---|---|---|---|---\n',
);
const names = process.argv.slice(2);
for (const { name, build } of VISION_MODELS.filter((m) =>
  (names.length === 0 ? DEFAULT_MODELS : names).includes(m.name),
)) {
  const model = build();
  const made = writeTemporary(model);
  const stored = writeTemporary(withStoredWeights(model));
  const ratios: number[] = [];
  const controls: number[] = [];
  const times: number[] = [];
  for (let session = 0; session < SESSIONS; session++) {
    const guard = startWorkerGuard();
    const lanes: Lane[] = [];
    try {
      for (const path of [made, stored, stored]) lanes.push(await open(model, path, guard));
      const [ours, theirs, again] = lanes as [Lane, Lane, Lane];
      await race(lanes);
      ratios.push(logRatios(ours, theirs).throughput.value);
      controls.push(logRatios(again, theirs).throughput.value);
      times.push(theirs.runMs);
    } finally {
      for (const lane of lanes) lane.group.kill();
      guard.close();
    }
  }
  const sizes = `${mebibytes(made)} | ${mebibytes(stored)}`;
  for (const path of [made, stored]) rmSync(path);
  process.stdout.write(
    `${name} | ${sizes} | ${summary(times).mean.toFixed(1)} | ${overSessions(ratios)} | ${overSessions(controls)}\n`,
  );
}
