import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planBatching } from '../../src/batching/plan-batching.ts';
import { resolveInputShapes } from '../../src/batching/resolve-input-shapes.ts';
import { exportCommand } from '../../src/cli/commands/export-command.ts';
import { modelFacts } from '../../src/cli/model-facts.ts';
import type { Request } from '../../src/cli/program.ts';
import { readModelFile } from '../../src/cli/read-model-file.ts';
import { TuneError } from '../../src/core/tune-error.ts';
import { DEPLOY_FORMATS } from '../../src/report/deploy/deploy-formats.ts';
import { inertJson } from '../../src/report/inert-json.ts';
import { resultJson } from '../../src/report/result-json.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import type { StudyResult } from '../../src/study/study-result.ts';
import { CLEAR_GAIN } from '../report/results.ts';
import { parseProtobufText } from '../support/protobuf-text.ts';
import { tinyPerceptron, writeTemporary } from '../support/tiny-model.ts';

const MODEL_CONFIG = new URL('../report/deploy/fixtures/model-config.proto', import.meta.url);

let folder = '';
let run = '';
let result: StudyResult;

/** A result for a file whose batch is fixed at 1, of which batch 8 in the rewritten copy is recommended. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tune-export-'));
  run = join(folder, 'run.json');
  const read = await readModelFile(writeTemporary(tinyPerceptron(1)));
  const plan = planBatching(read.graph, resolveInputShapes(read.graph));
  const changes = plan.changes.length;
  const model = modelFacts(read, plan, {
    status: 'rewritten',
    verifiedBatch: 5,
    vacuous: false,
    changes,
  });
  const { recommendation } = CLEAR_GAIN;
  if (recommendation === null) throw new Error('the scene recommends something');
  const configuration = { ...recommendation.configuration, batchSize: 8, instances: 1 };
  result = {
    ...CLEAR_GAIN,
    header: { ...CLEAR_GAIN.header, model },
    recommendation: { ...recommendation, configuration },
  };
  writeFileSync(run, inertJson(resultJson(result)));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Given = Readonly<Record<string, string | readonly string[]>>;

async function exported(
  name: string | undefined,
  given: Given,
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const request: Request = {
    options: new Map(
      Object.entries(given).map(([option, value]) => [
        option,
        { texts: typeof value === 'string' ? [value] : value, label: `--${option}` },
      ]),
    ),
    configPath: undefined,
    withoutKnowledge: false,
  };
  const io = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    env: {},
  };
  const exitCode = await exportCommand(name, request, io);
  return { exitCode, stdout: out.join(''), stderr: err.join('') };
}

async function refusal(name: string | undefined, given: Given): Promise<TuneError> {
  const error = await exported(name, given).catch((thrown: unknown) => thrown);
  if (error instanceof TuneError) return error;
  throw new Error('was not refused');
}

describe('tune export', () => {
  it('prints one file to stdout, and says where the model is missing beside it', async () => {
    const { stdout, stderr } = await exported(run, { format: 'env' });
    expect(stdout).toContain('TUNE_BATCH_SIZE=8\n');
    expect(stderr).toContain('rewritten copy');
    expect((await exported(run, { format: 'env', quiet: 'true' })).stderr).toBe('');
  });

  it('writes a repository for Triton with the rewritten model, whose hash it records', async () => {
    const out = join(folder, 'repository');
    const { stdout } = await exported(run, { format: 'triton', out, name: 'tiny', json: 'true' });
    const { written } = JSON.parse(stdout);
    const model = join(out, 'tiny/1/model.onnx');
    const sha256 = createHash('sha256').update(readFileSync(model)).digest('hex');
    expect(written).toEqual([
      { format: 'triton', path: join(out, 'tiny/config.pbtxt') },
      { format: 'model', path: model, sha256, rebatched: true },
    ]);
    const text = readFileSync(join(out, 'tiny/config.pbtxt'), 'utf8');
    expect(text).toContain(sha256);
    expect(parseProtobufText(text, MODEL_CONFIG, 'inference.ModelConfig')).toMatchObject({
      name: 'tiny',
      max_batch_size: 8,
      input: [{ name: 'x', dims: [64] }],
      output: [{ name: 'y', dims: [16] }],
    });
  });

  it('writes a Node.js module that runs whole batches of the model beside it', async () => {
    const out = join(folder, 'node');
    await exported(run, { format: 'node', out });
    symlinkSync(new URL('../../node_modules', import.meta.url).pathname, join(out, 'node_modules'));
    const use = `
import { Tensor } from 'onnxruntime-node';
const x = new Tensor('float32', new Float32Array(8 * 64), [8, 64]);
process.stdout.write(JSON.stringify((await session.run({ x })).y.dims));
`;
    writeFileSync(join(out, 'serve.mjs'), use, { flag: 'a' });
    const said = execFileSync(process.execPath, ['serve.mjs'], { cwd: out, encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual([8, 16]);
  });

  it('writes every format at once into one folder', async () => {
    const out = join(folder, 'all');
    const { stdout } = await exported(run, { format: 'all', out });
    for (const { fileIn } of DEPLOY_FORMATS)
      expect(existsSync(join(out, fileIn('model'))), stdout).toBe(true);
    expect(existsSync(join(out, 'model.onnx'))).toBe(true);
  });

  it('writes to a file of any name, with the model beside it', async () => {
    const out = join(folder, 'single', 'settings.env');
    await exported(run, { format: 'env', out });
    expect(readFileSync(out, 'utf8')).toContain('TUNE_BATCH_SIZE=8');
    expect(existsSync(join(folder, 'single', 'model.onnx'))).toBe(true);
  });

  it('takes a run of the knowledge base by the first letters of its id', async () => {
    const kb = join(folder, 'knowledge.db');
    const store = openSqliteStore(kb);
    const { studyId } = result.header;
    await store.createStudy(result.header);
    expect((await refusal(studyId, { format: 'env', kb })).hint).toContain('tune resume');
    await store.finishStudy(studyId, 'finished', result);
    await store.close();
    const fromStore = await exported(studyId.slice(0, 5), { format: 'env', kb });
    expect(fromStore.stdout).toBe((await exported(run, { format: 'env' })).stdout);
    expect((await refusal('nothing', { format: 'env', kb })).hint).toContain('tune runs');
  });

  it('lists the formats', async () => {
    const { stdout } = await exported(undefined, { list: 'true' });
    for (const { name } of DEPLOY_FORMATS) expect(stdout).toContain(name);
    const asJson = JSON.parse((await exported(undefined, { list: 'true', json: 'true' })).stdout);
    expect(asJson.formats).toHaveLength(DEPLOY_FORMATS.length);
  });
});

describe('tune export refuses', () => {
  it.each([
    ['an unknown format', { format: 'tritn' }, 'Did you mean triton?'],
    ['no format', {}, 'tf-serving'],
    ['several files on stdout', { format: 'env,triton' }, '-o deploy/'],
    ['a name that is no name', { format: 'env', name: 'My Model' }, 'my-model'],
  ] as const)('%s', async (_what, given, hint) => {
    const error = await refusal(run, given);
    expect(error.kind).toBe('usage');
    expect(error.hint).toContain(hint);
  });

  it('a command without a run', async () => {
    expect((await refusal(undefined, { format: 'env' })).hint).toContain('run.json');
  });

  it('a model that is not the measured one, and the measured one as its own target', async () => {
    const other = writeTemporary(tinyPerceptron(1, 8));
    const out = join(folder, 'other');
    const error = await refusal(run, { format: 'node', out, model: other });
    expect(error.message).toContain('not the model that was measured');
    expect(existsSync(out)).toBe(false);
    const own = join(result.header.model.path, '..');
    expect((await refusal(run, { format: 'node', out: own })).message).toContain('itself');
  });

  it('a result that recommends nothing', async () => {
    const path = join(folder, 'nothing.json');
    writeFileSync(path, inertJson(resultJson({ ...result, recommendation: null })));
    expect((await refusal(path, { format: 'env' })).message).toContain('recommends nothing');
  });
});
