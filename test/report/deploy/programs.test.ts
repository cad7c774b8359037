import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quotedCsharp } from '../../../src/report/deploy/csharp-session.ts';
import { deployFormat } from '../../../src/report/deploy/deploy-formats.ts';
import type { Deployment } from '../../../src/report/deploy/deployment.ts';
import { tinyPerceptron, writeTemporary } from '../../support/tiny-model.ts';
import { deployment, EVERYTHING, HOSTILE_NAME, hostileDeployment } from './deployments.ts';

const FIXTURES = new URL('./fixtures/', import.meta.url).pathname;
const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const render = (format: string, d: Deployment): string => deployFormat(format, '').render(d);
const everything = deployment({ configuration: EVERYTHING }, { modelPath: 'model.onnx' });

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-programs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the module for onnxruntime-node', () => {
  it('runs the model it names, as a file of its own', () => {
    const modelPath = writeTemporary(tinyPerceptron());
    const made = deployment({ configuration: { ...EVERYTHING, instances: 1 } }, { modelPath });
    symlinkSync(
      new URL('../../../node_modules', import.meta.url).pathname,
      join(folder, 'node_modules'),
    );
    const use = `
import { Tensor } from 'onnxruntime-node';
const x = new Tensor('float32', new Float32Array(128), [2, 64]);
process.stdout.write(JSON.stringify((await session.run({ x })).y.dims));
`;
    writeFileSync(join(folder, 'serve.mjs'), render('node', made) + use);
    const said = execFileSync(process.execPath, [join(folder, 'serve.mjs')], { encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual([2, 16]);
  });

  it('is a module whatever the names are', () => {
    writeFileSync(join(folder, 'hostile.mjs'), render('node', hostileDeployment()));
    const checked = spawnSync(process.execPath, ['--check', join(folder, 'hostile.mjs')]);
    expect(checked.status, String(checked.stderr)).toBe(0);
  });
});

describe.skipIf(!has('python3'))('the Python script', () => {
  const run = (d: Deployment): Record<string, unknown> => {
    const path = join(folder, 'serve.py');
    writeFileSync(path, render('python', d));
    execFileSync('python3', ['-m', 'py_compile', path]);
    const env = { ...process.env, PYTHONPATH: join(FIXTURES, 'python') };
    const flags = { encoding: 'utf8', env: { ...env, PYTHONDONTWRITEBYTECODE: '1' } } as const;
    return JSON.parse(execFileSync('python3', [path], flags));
  };

  it('asks for what was measured', () => {
    expect(run(everything)).toEqual({
      path: 'model.onnx',
      providers: ['CPUExecutionProvider'],
      intra_op_num_threads: 3,
      inter_op_num_threads: 2,
      execution_mode: 'ORT_PARALLEL',
      graph_optimization_level: 'ORT_ENABLE_BASIC',
      enable_cpu_mem_arena: false,
      entries: {
        'session.intra_op.allow_spinning': '0',
        'session.inter_op.allow_spinning': '0',
      },
    });
  });

  it('hands any path over as it is', () => {
    // A lone half of a character has no bytes in a file name; Python keeps it apart all the same.
    expect(run(hostileDeployment())['path']).toBe(`models/${HOSTILE_NAME}.onnx`);
  });
});

describe.skipIf(!has('g++'))('the C++ header', () => {
  const run = (d: Deployment): string[] => {
    writeFileSync(join(folder, 'tuned_session.hpp'), render('cpp', d));
    writeFileSync(
      join(folder, 'main.cpp'),
      '#include "tuned_session.hpp"\nint main() { Ort::Env env; make_session(env); }\n',
    );
    const program = join(folder, 'main');
    const flags = ['-std=c++17', '-Wall', '-Wextra', '-Werror', '-trigraphs', '-I', FIXTURES];
    execFileSync('g++', [...flags, join(folder, 'main.cpp'), '-o', program]);
    return execFileSync(program, { encoding: 'utf8' }).split('\n');
  };

  it('asks for what was measured', () => {
    expect(run(everything)).toEqual([
      'intra=3',
      'inter=2',
      'mode=1',
      'level=1',
      'no arena',
      'session.intra_op.allow_spinning=0',
      'session.inter_op.allow_spinning=0',
      'path=model.onnx',
    ]);
  });

  it('asks for other providers by their names there', () => {
    const on = (provider: string) => run(deployment({ configuration: { provider } }));
    expect(on('cuda')).toContain('provider=CUDA');
    expect(on('webgpu')).toContain('provider=WebGPU');
  });

  it('compiles whatever the names are, and hands the path over', () => {
    const path = run(hostileDeployment()).slice(1).join('\n');
    // What follows a NUL is no part of a path in C.
    const [before = ''] = HOSTILE_NAME.split('\0');
    expect(path).toContain(`path=models/${before}`);
  });
});

describe('the C# class', () => {
  it('asks for what was measured', () => {
    const text = render('csharp', everything);
    for (const line of [
      'options.IntraOpNumThreads = 3;',
      'options.InterOpNumThreads = 2;',
      'options.ExecutionMode = ExecutionMode.ORT_PARALLEL;',
      'options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC;',
      'options.EnableCpuMemArena = false;',
      'options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");',
      'public const int BatchSize = 8;',
      'public const int Instances = 2;',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('holds hostile names in string literals and comments alone', () => {
    const text = render('csharp', hostileDeployment());
    expect(text).toMatch(/^[\x20-\x7e\n]+$/);
    const bare = text.replaceAll(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*/g, '');
    const plain = render('csharp', deployment()).replaceAll(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*/g, '');
    expect(bare).toBe(plain);
  });

  it('writes strings with the escapes of C#', () => {
    expect(quotedCsharp('a"\\\n\u{1f600}\u2028')).toBe(String.raw`"a\"\\\n\ud83d\ude00\u2028"`);
  });
});
