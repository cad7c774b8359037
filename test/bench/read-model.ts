import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashModelFile } from '../../src/input/hash-model-file.ts';
import { writeModelFile } from '../../src/input/write-model-file.ts';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { ModelBytes } from '../../src/onnx/model-bytes.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';
import { writeModel } from '../../src/onnx/write-model.ts';

/*
 * Time and peak memory of reading a model of 1 GB, in a fresh process each time, beside Python's onnx.load where it is
 * installed (Debian: python3-onnx). Run it alone on the machine: npm run bench:read
 * Memory is that of the process itself (VmHWM); what getrusage reports starts at the peak of the parent on Linux.
 */

const REPEATS = 7;
const LAYERS = 250;
const SIDE = 1024;

interface Reading {
  readonly ms: number;
  readonly peakMb: number;
  /** Peak before reading: what the process costs by itself. */
  readonly startMb: number;
}

/** 250 layers of 4 MiB of weights each; all copied from one block, so that making it takes no 1 GB of memory. */
function largeModel(): ModelBytes {
  const block = Float32Array.from({ length: SIDE * SIDE }, (_, i) => Math.sin(i));
  const graph = createGraphBuilder();
  let value = graph.input('x', 'float32', ['N', SIDE]);
  for (let i = 0; i < LAYERS; i++) {
    const weight = graph.initialiser(
      tensorFrom('float32', [SIDE, SIDE], block, `layer${i}/weight`),
    );
    const bias = graph.initialiser(
      tensorFrom('float32', [SIDE], new Float32Array(SIDE), `layer${i}/bias`),
    );
    value = graph.node('Relu', [graph.node('Gemm', [value, weight, bias], { transB: 1 })]);
  }
  graph.output(value, 'float32', ['N', SIDE]);
  return writeModel(graph.model(17));
}

/** Reads the model once with the built code, as the installed package would, and reports. */
const NODE = `
import { openModelFile } from './dist/src/input/model-file.js';
import { readModel } from './dist/src/onnx/read-model.js';
import { readFileSync } from 'node:fs';
const peak = () => {
  try {
    return Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
};
const startMb = peak();
const start = performance.now();
const file = openModelFile(process.argv[1]);
const model = readModel(file);
file.close();
const ms = performance.now() - start;
if (model.graph.initialisers.length !== ${2 * LAYERS}) throw new Error('not the model that was written');
console.log(JSON.stringify({ ms, peakMb: peak(), startMb }));
`;

const PYTHON = `
import json, re, sys, time
import onnx
peak = lambda: int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1]) / 1024
before = peak(); start = time.perf_counter()
onnx.load(sys.argv[1])
print(json.dumps({"ms": (time.perf_counter() - start) * 1e3, "peakMb": peak(), "startMb": before}))
`;

function repeat(run: () => string): Reading[] {
  return Array.from({ length: REPEATS }, () => JSON.parse(run()) as Reading);
}

function summary(name: string, readings: readonly Reading[]): string {
  const column = (pick: (r: Reading) => number): string => {
    const sorted = readings.map(pick).sort((a, b) => a - b);
    const at = (i: number): string => (sorted.at(i) ?? 0).toFixed(1);
    return `${at(Math.floor(sorted.length / 2))} (${at(0)}–${at(-1)})`;
  };
  return `| ${name} | ${column((r) => r.ms)} | ${column((r) => r.peakMb)} | ${column((r) => r.startMb)} |\n`;
}

/** The first Python that has the onnx package; Debian's is not always the one on the path. */
function pythonWithOnnx(): string | undefined {
  return ['python3', '/usr/bin/python3'].find((python) => {
    try {
      execFileSync(python, ['-c', 'import onnx'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tune-bench-'));
  try {
    const path = join(folder, 'large.onnx');
    writeModelFile(path, largeModel());
    const started = performance.now();
    await hashModelFile(path);
    const hashSeconds = (performance.now() - started) / 1000;
    const gigabytes = statSync(path).size / 1e9;
    process.stdout.write(
      `model of ${gigabytes.toFixed(2)} GB, ${REPEATS} fresh processes each, median (smallest–largest)\n\n`,
    );
    process.stdout.write(
      '| reader | ms | peak MB | of these before reading |\n|---|---|---|---|\n',
    );
    const node = (): string =>
      execFileSync(process.execPath, ['--input-type=module', '-e', NODE, path], {
        cwd: join(import.meta.dirname, '../..'),
        encoding: 'utf8',
      });
    process.stdout.write(summary('readModel', repeat(node)));
    const python = pythonWithOnnx();
    if (python !== undefined) {
      const load = (): string => execFileSync(python, ['-c', PYTHON, path], { encoding: 'utf8' });
      process.stdout.write(summary('onnx.load (Python)', repeat(load)));
    }
    process.stdout.write(`\nSHA-256 of the file: ${(gigabytes / hashSeconds).toFixed(2)} GB/s\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await main();
