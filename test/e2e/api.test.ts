import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tinyPerceptron, writeTemporary } from '../support/tiny-model.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

/** Runs a module that imports the built package by its name, as other packages do. */
function runModule(
  source: string,
): Promise<{ exitCode: number | null; said: string; err: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { cwd: ROOT });
  let said = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, said, err }));
  });
}

const model = JSON.stringify(writeTemporary(tinyPerceptron('N', 1024)));
const small = `kb: false, batch: [1, 8], threads: 1, instances: 1`;

describe('the built package', () => {
  it('tunes a model, tells events and gives the result', async () => {
    const { exitCode, said, err } = await runModule(`
      import { tune } from 'onnx-tune';
      const run = tune(${model}, { budget: 8, ${small} });
      const types = new Set();
      for await (const event of run.events) types.add(event.type);
      const result = await run.result;
      console.log(JSON.stringify({ types: [...types], result }));
    `);
    expect(err).toBe('');
    expect(exitCode).toBe(0);
    const { types, result } = JSON.parse(said);
    expect(types).toEqual(
      expect.arrayContaining(['study-started', 'trial-finished', 'study-finished']),
    );
    // Which of the two wins is for a quiet machine to say.
    const batches = result.trials.map(
      (t: { configuration: { batch_size: number } }) => t.configuration.batch_size,
    );
    expect(batches).toContain(8);
    expect(batches).toContain(result.recommendation.configuration.batch_size);
    expect(result.options.batch).toEqual(['1,8']);
  });

  it('ends early with what was measured when the signal is aborted, and lets the process end', async () => {
    const { exitCode, said } = await runModule(`
      import { tune } from 'onnx-tune';
      const controller = new AbortController();
      const { events, result } = tune(${model}, { budget: 60, kb: false, signal: controller.signal });
      for await (const event of events) if (event.type === 'trial-finished') controller.abort();
      const { stopped_because, trials } = await result;
      console.log(JSON.stringify({ stopped_because, trials: trials.length }));
    `);
    expect(exitCode).toBe(0);
    const ended = JSON.parse(said);
    expect(ended.stopped_because).toBe('interrupted');
    expect(ended.trials).toBeGreaterThan(0);
  });

  it('lets nobody be surprised by a failure that nobody awaits', async () => {
    const { exitCode } = await runModule(`
      import { tune } from 'onnx-tune';
      tune('no-such-model.onnx', { kb: false });
    `);
    expect(exitCode).toBe(0);
  });

  it('has types that a strict program compiles with, its libraries checked too', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tune-consumer-'));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules/onnx-tune'));
    symlinkSync(join(ROOT, 'node_modules/@types'), join(folder, 'node_modules/@types'));
    const program = `
      import { tune, TuneError, type TuneResult } from 'onnx-tune';
      const run = tune('m.onnx', { threads: ['default', 2], signal: AbortSignal.timeout(10) });
      for await (const event of run.events)
        if (event.type === 'trial-finished') event.trial.number.toFixed();
      const result: TuneResult = await run.result;
      const batch: number | undefined = result.recommendation?.configuration.batch_size;
      if (batch === undefined) throw new TuneError('usage', 'nothing is feasible');
      // @ts-expect-error there is no such option
      tune('m.onnx', { bugdet: 1 });
    `;
    writeFileSync(join(folder, 'use.mts'), program);
    const flags = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext'];
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const words = [compiler, ...flags, '--types', 'node', 'use.mts'];
    const { stdout, status } = spawnSync(process.execPath, words, {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });
});
