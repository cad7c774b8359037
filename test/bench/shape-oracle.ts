import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openModelFile } from '../../src/input/model-file.ts';
import { readModel } from '../../src/onnx/read-model.ts';
import { compareShapes, shapeCases } from '../support/shape-oracle.ts';

/**
 * Shape inference against the runtime: every intermediate tensor of every model of a folder, at two batch sizes.
 *
 *   npm run check:shapes -- FOLDER [name ...]        VERBOSE=1 lists what differs
 */
const [folder = join(import.meta.dirname, '../../datasets/models'), ...only] =
  process.argv.slice(2);
const SHOWN = 5;

const files = readdirSync(folder).filter(
  (f) => f.endsWith('.onnx') && (only.length === 0 || only.some((name) => f.includes(name))),
);
const total = { tensors: 0, equal: 0 };
process.stdout.write(
  '| model | batch | tensors | resolved | equal | share |\n|---|---|---|---|---|---|\n',
);
for (const file of files) {
  const source = openModelFile(join(folder, file));
  const cases = shapeCases(readModel(source));
  for (const one of cases) {
    try {
      const { tensors, resolved, equal, mismatches } = await compareShapes(one, source);
      total.tensors += tensors;
      total.equal += equal;
      const share = ((100 * equal) / Math.max(1, tensors)).toFixed(1);
      process.stdout.write(
        `| ${file} | ${one.batch} | ${tensors} | ${resolved} | ${equal} | ${share} % |\n`,
      );
      const shown = process.env['VERBOSE'] === undefined ? [] : mismatches.slice(0, SHOWN);
      for (const line of shown) process.stderr.write(`  ${line}\n`);
    } catch (error) {
      process.stdout.write(`| ${file} | ${one.batch} | | | | ${(error as Error).message} |\n`);
    }
  }
  if (cases.length < 2) process.stdout.write(`| ${file} | other | | | | n/a: fixed batch |\n`);
  source.close();
}
process.stdout.write(
  `\n${total.equal} of ${total.tensors} tensors (${((100 * total.equal) / Math.max(1, total.tensors)).toFixed(2)} %) resolved and equal\n`,
);
