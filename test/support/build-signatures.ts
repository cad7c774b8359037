import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planBatching } from '../../src/batching/plan-batching.ts';
import { resolveInputShapes } from '../../src/batching/resolve-input-shapes.ts';
import { modelWork } from '../../src/cli/model-work.ts';
import { inputKinds } from '../../src/signature/input-kinds.ts';
import { signatureToJson } from '../../src/signature/signature-json.ts';
import { signatureOf } from '../../src/signature/signature-of.ts';
import { ZOO } from '../../src/zoo/catalogue.ts';

/** The text of datasets/signatures/zoo.json: every model of the zoo by the name people call it. */
export function buildZooSignatures(): string {
  const models = ZOO.map((entry) => {
    const model = entry.build();
    const inputs = resolveInputShapes(model);
    const work = modelWork(planBatching(model, inputs), inputs)(1);
    return [entry.title, signatureToJson(signatureOf(work, inputKinds(model)))] as const;
  });
  const file = { made_by: 'npm run build:signatures', models: Object.fromEntries(models) };
  return `${JSON.stringify(file, null, 1)}\n`;
}

if (import.meta.filename === process.argv[1]) {
  const folder = join(import.meta.dirname, '../../datasets/signatures');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'zoo.json'), buildZooSignatures());
}
