import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { joinModelBytes } from '../../src/onnx/model-bytes.ts';
import { writeModel } from '../../src/onnx/write-model.ts';
import { SQUEEZENET_SEED, squeezenet } from '../../src/zoo/squeezenet.ts';

/** The bytes of datasets/models/squeezenet1.1.onnx. */
export function buildSqueezenet(): Uint8Array {
  return joinModelBytes(writeModel(squeezenet(SQUEEZENET_SEED)));
}

const README = (sha256: string, bytes: number): string => `# Models

Built by code, so that the first command works without a download. Their weights are not trained: they are for measuring
speed, not for recognising anything.

| file | bytes | SHA-256 |
|---|---|---|
| squeezenet1.1.onnx | ${bytes} | \`${sha256}\` |

**squeezenet1.1.onnx**: SqueezeNet 1.1, layer by layer as its authors published it (F. N. Iandola, S. Han,
M. W. Moskewicz, K. Ashraf, W. J. Dally, K. Keutzer: *SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and
<0.5MB model size*, arXiv:1602.07360; SqueezeNet_v1.1 of github.com/forresti/SqueezeNet, BSD-2-Clause). Input \`data\`
[N, 3, 227, 227], output \`prob\` [N, 1000], opset 17, 1,235,496 parameters: He's uniform initialisation from the seed
"${SQUEEZENET_SEED}", zero biases. Nothing in the file is copied from anywhere; it is under this project's licence.

Made by \`npm run build:models\` from src/zoo/squeezenet.ts; the same bytes on every platform, as a test checks.
`;

function main(folder: string): void {
  const bytes = buildSqueezenet();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(join(folder, 'squeezenet1.1.onnx'), bytes);
  writeFileSync(join(folder, 'README.md'), README(sha256, bytes.length));
  process.stdout.write(`squeezenet1.1.onnx ${bytes.length} bytes ${sha256}\n`);
}

if (import.meta.filename === process.argv[1])
  main(join(import.meta.dirname, '../../datasets/models'));
