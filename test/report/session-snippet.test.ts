import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import { joinModelBytes } from '../../src/onnx/model-bytes.ts';
import { writeModel } from '../../src/onnx/write-model.ts';
import { sessionOptions } from '../../src/probe/worker/session-options.ts';
import { nodeOptionLines, nodeSnippet, pythonSnippet } from '../../src/report/session-snippet.ts';
import type { Configuration } from '../../src/space/configuration.ts';
import { configurationOf } from './results.ts';

const EVERYTHING: Configuration = configurationOf({
  batchSize: 8,
  instances: 1,
  intraOpThreads: 2,
  interOpThreads: 3,
  executionMode: 'parallel',
  graphOptimization: 'basic',
  spinning: false,
  memoryArena: false,
});

/** The options object of a snippet, as JavaScript reads it. */
function optionsOf(c: Configuration): Record<string, unknown> {
  return new Function(`return {${nodeOptionLines(c).join('')}};`)();
}

describe('the snippet for onnxruntime-node', () => {
  let folder = '';
  const modelName = `it's a "model" \u{1f600}\\.onnx`;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tune-snippet-'));
    const graph = createGraphBuilder();
    const x = graph.input('x', 'float32', ['N', 2]);
    graph.node('Relu', [x], {}, { outputs: ['y'] });
    graph.output('y', 'float32', ['N', 2]);
    writeFileSync(join(folder, modelName), joinModelBytes(writeModel(graph.model(17))));
    symlinkSync(
      new URL('../../node_modules', import.meta.url).pathname,
      join(folder, 'node_modules'),
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('makes a session that runs, in a process of its own', () => {
    const use = `
import { Tensor } from 'onnxruntime-node';
const x = new Tensor('float32', new Float32Array([-1, 2]), [1, 2]);
process.stdout.write(JSON.stringify([...(await session.run({ x })).y.data]));
`;
    const path = join(folder, modelName);
    writeFileSync(join(folder, 'serve.mjs'), nodeSnippet(EVERYTHING, path) + use);
    const said = execFileSync(process.execPath, [join(folder, 'serve.mjs')], { encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual([0, 2]);
  });

  it('starts as many processes as there are instances', () => {
    const path = join(folder, modelName);
    const snippet = nodeSnippet({ ...EVERYTHING, instances: 2 }, path).replace(
      '\n} else {',
      `
  let ready = 0;
  for (const instance of instances) {
    instance.on('message', () => {
      ready++;
      if (ready === 2) process.stdout.write('both ready');
      instance.disconnect();
    });
  }
} else {`,
    );
    writeFileSync(
      join(folder, 'several.mjs'),
      `${snippet}if (process.send) process.send('ready');\n`,
    );
    const said = execFileSync(process.execPath, [join(folder, 'several.mjs')], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(said).toBe('both ready');
  });

  it.each([
    ['everything set', EVERYTHING],
    ['the default', configurationOf()],
    ['another provider', configurationOf({ provider: 'webgpu' })],
    ['threads only', configurationOf({ intraOpThreads: 4 })],
  ])('asks for what was measured: %s', (_name, c) => {
    const defaults = {
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      enableCpuMemArena: true,
    };
    expect({ ...defaults, ...optionsOf(c) }).toEqual({ ...defaults, ...sessionOptions(c) });
  });

  it('leaves the default number of threads unset', () => {
    expect(nodeSnippet(configurationOf(), 'm.onnx')).not.toContain('NumThreads');
    expect(pythonSnippet(configurationOf(), 'm.onnx')).not.toContain('num_threads');
  });

  it('cannot be broken out of by a path', () => {
    const path = `'); process.exit(9); ('\n\u2028"+x+"\\`;
    const call = /create\((.*), options\)/.exec(nodeSnippet(configurationOf(), path))?.[1] ?? '';
    expect(new Function(`return ${call}`)()).toBe(path);
    expect(call).toMatch(/^[\x20-\x7e]+$/);
  });
});

describe('the snippet for Python', () => {
  it('sets each option under its name', () => {
    expect(pythonSnippet({ ...EVERYTHING, instances: 2 }, 'models/m.onnx')).toMatchInlineSnapshot(`
      "import onnxruntime as ort

      options = ort.SessionOptions()
      options.intra_op_num_threads = 2
      options.inter_op_num_threads = 3
      options.execution_mode = ort.ExecutionMode.ORT_PARALLEL
      options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
      options.enable_cpu_mem_arena = False
      options.add_session_config_entry("session.intra_op.allow_spinning", "0")
      options.add_session_config_entry("session.inter_op.allow_spinning", "0")
      # Start 2 processes that each make this session and share the requests.
      session = ort.InferenceSession("models/m.onnx", options, providers=["CPUExecutionProvider"])
      # Run batches of 8 samples: session.run(None, feeds)
      "
    `);
  });

  it('writes paths as Python reads them', () => {
    const [, literal] = /InferenceSession\((".*"), options/.exec(
      pythonSnippet(configurationOf(), `a"b'\n\u{1f600}é\u009b`),
    ) as RegExpExecArray;
    expect(literal).toBe(String.raw`"a\"b'\n\U0001f600\u00e9\u009b"`);
  });
});
