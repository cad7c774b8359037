import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { TuneError } from '../../src/core/tune-error.ts';
import { profileModel } from '../../src/probe/profile-model.ts';
import { startWorkerGuard } from '../../src/probe/worker-guard.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import { TINY_FEED, tinyPerceptron, writeTemporary } from '../support/tiny-model.ts';

const guard = startWorkerGuard();
afterAll(() => guard.close());

const request = (path: string, batches: readonly number[] = [1, 4]) => ({
  model: { path, feeds: [TINY_FEED], realFeeds: [], seed: 0 },
  configuration: { ...runtimeDefault(1), intraOpThreads: 1 },
  batches,
  limits: { maxRuns: 6, maxMs: 2000 },
  timeoutMs: 30_000,
  guard,
});

describe('profiling a model', () => {
  it('tells the kernels of every batch size with the shapes they ran on, and leaves no file', async () => {
    const path = writeTemporary(tinyPerceptron());
    const left = (): number =>
      readdirSync(tmpdir()).filter((name) => name.startsWith('tune-profile-')).length;
    const before = left();
    const profiles = await profileModel(request(path), new AbortController().signal);
    expect(profiles.map((p) => [p.batch, p.runs])).toEqual([
      [1, 5],
      [4, 5],
    ]);
    for (const { batch, kernels, runMs } of profiles) {
      expect(kernels.map((k) => k.opType)).toEqual(['MatMul', 'Relu', 'MatMul']);
      expect(kernels.map((k) => k.outputs[0]?.dims)).toEqual([
        [batch, 256],
        [batch, 256],
        [batch, 16],
      ]);
      expect(new Set(kernels.map((k) => k.provider))).toEqual(new Set(['CPUExecutionProvider']));
      expect(kernels.every((k) => k.undisturbedMs <= k.ms)).toBe(true);
      expect(runMs).toBeGreaterThan(0);
    }
    expect(left()).toBe(before);
    expect(existsSync(path)).toBe(true);
  });

  it('says why a model could not be profiled, and what to do', async () => {
    const missing = request('/nowhere/model.onnx', [1]);
    const error = await profileModel(missing, new AbortController().signal).catch((e) => e);
    expect(error).toBeInstanceOf(TuneError);
    expect(error.kind).toBe('environment');
    expect(error.hint).toContain('tune probe');
    expect(error.message).toContain('could not be profiled');
  });

  it('ends at once when aborted', async () => {
    const controller = new AbortController();
    const work = profileModel(request(writeTemporary(tinyPerceptron())), controller.signal);
    controller.abort(new Error('enough'));
    await expect(work).rejects.toThrow('enough');
  });
});
