import { spawnSync } from 'node:child_process';
import { median } from '../../src/stats/median.ts';

/**
 * Time from the start of a process to its end: of `tune --help`, and of Node.js with nothing to do. Both take turns, so that
 * what the machine does meanwhile meets both.
 *
 *   npm run bench:start-up        RUNS=20
 */
const RUNS = Number(process.env['RUNS'] ?? 20);
/** What `tune --help` may take in all, ms. */
const LIMIT_MS = 150;

const ENTRY = new URL('../../bin/tune.js', import.meta.url).pathname;
const COMMANDS = {
  'node -e 0': ['-e', '0'],
  'tune --help': [ENTRY, '--help'],
  'tune --version': [ENTRY, '--version'],
} as const;

function timeMs(args: readonly string[]): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`exit ${status}: ${args.join(' ')}`);
  return performance.now() - start;
}

const names = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];
const times = new Map(names.map((name): [string, number[]] => [name, []]));
for (const name of names) timeMs(COMMANDS[name]);
for (let run = 0; run < RUNS; run++)
  for (const name of names) times.get(name)?.push(timeMs(COMMANDS[name]));

process.stdout.write('command | runs | median | least | most\n---|---|---|---|---\n');
for (const [name, ms] of times) {
  const figures = [median(ms), Math.min(...ms), Math.max(...ms)].map((v) => `${v.toFixed(0)} ms`);
  process.stdout.write(`${name} | ${RUNS} | ${figures.join(' | ')}\n`);
}
const help = median(times.get('tune --help') ?? []);
process.stdout.write(`tune --help: ${help <= LIMIT_MS ? 'within' : 'over'} ${LIMIT_MS} ms\n`);
process.exitCode = help <= LIMIT_MS ? 0 : 1;
