import { commentLines } from './comment-lines.ts';
import type { Deployment } from './deployment.ts';
import { threadEnvironment } from './thread-environment.ts';

/** A `.env` file. Every value is bare letters and digits, for readers of such files differ in what quotes mean. */
export function environmentFile({ configuration, model, origin }: Deployment): string {
  const variables = threadEnvironment(configuration);
  const lines = variables.flatMap(({ name, value, comment }, i) => [
    ...(variables[i - 1]?.comment === comment ? [] : commentLines('#', [comment])),
    `${name}=${value}`,
  ]);
  const all = [
    ...commentLines('#', origin),
    ...lines,
    ...commentLines('#', ['of the model, for the server to check']),
    `TUNE_MODEL_SHA256=${model.sha256}`,
  ];
  return `${all.join('\n')}\n`;
}
