import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeModelFile } from '../../src/input/write-model-file.ts';
import { writeModel } from '../../src/onnx/write-model.ts';
import { transformer } from '../support/architectures/transformer.ts';

/*
 * Time from a file to its signature, in fresh processes: a graph of 5,000 nodes as old exporters write it (every
 * normalisation, activation and shape worked out in simple operators) with 1 GB of weights beside it, which are never
 * read. Run it alone on the machine: npm run bench:signature
 */

const REPEATS = 7;
const SIZES = { blocks: 64, width: 576, heads: 9 };
const FORM = { fused: false, shapesFollowed: true };

interface Timing {
  readonly nodes: number;
  readonly units: number;
  readonly readMs: number;
  readonly firstMs: number;
  readonly warmMs: number;
}

/** Uses the built code, as the installed package would. */
const NODE = `
import { openModelFile } from './dist/src/input/model-file.js';
import { readModel } from './dist/src/onnx/read-model.js';
import { graphWork } from './dist/src/work/graph-work.js';
import { inputKinds } from './dist/src/signature/input-kinds.js';
import { signatureOf } from './dist/src/signature/signature-of.js';
const start = performance.now();
const file = openModelFile(process.argv[1]);
const model = readModel(file);
file.close();
const readMs = performance.now() - start;
const inputs = new Map([['tokens', { shape: [1, 128, ${SIZES.width}] }]]);
const once = () => {
  const from = performance.now();
  const work = graphWork(model, inputs, 1);
  signatureOf(work, inputKinds(model));
  return [performance.now() - from, work.units.length];
};
const [firstMs, units] = once();
const warm = Array.from({ length: 9 }, () => once()[0]).sort((a, b) => a - b);
console.log(JSON.stringify({ nodes: model.graph.nodes.length, units, readMs, firstMs, warmMs: warm[4] }));
`;

function summary(name: string, timings: readonly Timing[], pick: (t: Timing) => number): string {
  const sorted = timings.map(pick).sort((a, b) => a - b);
  const at = (i: number): string => (sorted.at(i) ?? 0).toFixed(1);
  return `| ${name} | ${at(Math.floor(sorted.length / 2))} (${at(0)}–${at(-1)}) |\n`;
}

const folder = mkdtempSync(join(tmpdir(), 'tune-bench-'));
try {
  const path = join(folder, 'large.onnx');
  writeModelFile(path, writeModel(transformer(SIZES, FORM)));
  const weights = join(folder, 'weights.bin');
  writeFileSync(weights, '');
  truncateSync(weights, 1e9);
  const timings = Array.from({ length: REPEATS }, () => {
    const text = execFileSync(process.execPath, ['--input-type=module', '-e', NODE, path], {
      cwd: join(import.meta.dirname, '../..'),
      encoding: 'utf8',
    });
    return JSON.parse(text) as Timing;
  });
  const [{ nodes, units } = { nodes: 0, units: 0 }] = timings;
  process.stdout.write(
    `${nodes} nodes, ${units} units of work, ${statSync(path).size} bytes and ${statSync(weights).size} of weights beside it; ${REPEATS} fresh processes, median (smallest–largest)\n\n`,
  );
  process.stdout.write('| step | ms |\n|---|---|\n');
  process.stdout.write(summary('reading the file', timings, (t) => t.readMs));
  process.stdout.write(summary('signature, first in a process', timings, (t) => t.firstMs));
  process.stdout.write(summary('signature, once warm', timings, (t) => t.warmMs));
} finally {
  rmSync(folder, { recursive: true });
}
