import { commentLines } from './comment-lines.ts';
import { cpuHints } from './cpu-hints.ts';
import type { Deployment } from './deployment.ts';
import { threadEnvironment } from './thread-environment.ts';

/** A word of the shell, whatever is in it. A NUL cannot be in an argument at all. */
function quotedShell(text: string): string {
  const word = text.replaceAll('\0', '');
  return /^[\w./:@=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A shell script that starts the server in Docker with the processors and memory it was measured to need. */
export function dockerRun(deployment: Deployment): string {
  const { configuration, name, cores, memoryBytes, image, origin } = deployment;
  const flags = [
    ['--name', name],
    ['--cpus', dockerCpus(cores)],
    ['--memory', `${Math.ceil(memoryBytes / 2 ** 20)}m`],
    ...(isOnGpu(configuration.provider) ? [['--gpus', 'all']] : []),
    ...threadEnvironment(configuration).map((v) => ['--env', `${v.name}=${v.value}`]),
  ];
  const command = [
    'docker run --rm',
    ...flags.map(([flag = '', value = '']) => `${flag} ${quotedShell(value)}`),
    quotedShell(image),
  ];
  const lines = [
    '#!/bin/sh',
    ...commentLines('#', [...origin, ...cpuHints(deployment)]),
    `exec ${command.join(' \\\n  ')} "$@"`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Docker takes hundredths at least; rounded up, so that nothing measured is taken away. */
export function dockerCpus(cores: number): string {
  return String(Math.max(0.01, Math.ceil(Math.round(cores * 1e4) / 100) / 100));
}

/** Providers that run on a graphics card of NVIDIA, which container runtimes hand over on demand. */
export function isOnGpu(provider: string): boolean {
  return provider === 'cuda' || provider === 'tensorrt';
}
