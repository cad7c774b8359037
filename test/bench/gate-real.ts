import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeModelFile } from '../../src/input/write-model-file.ts';
import { writeModel } from '../../src/onnx/write-model.ts';
import { lockJson } from '../../src/report/lock/lock-json.ts';
import { runCli } from '../support/run-cli.ts';
import { lockOf } from '../support/simulated-check.ts';
import { heavierSqueezenet } from './support/heavier-squeezenet.ts';

/**
 * How often the built command cries wolf and how often it finds what it should, on this machine and SqueezeNet: every run is
 * `tune check` of the model against itself, of a model that does about 10 % more work against the original, or of the model
 * against itself while another process keeps a core busy. Rows are kept in --folder, so that a run that was stopped goes on.
 *
 *   npm run bench:gate-real -- --runs 20 --budget 25s [--slow-budget 60s] [--folder /tmp/gate-real] [--only same,slower]
 */
const { values: given } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    budget: { type: 'string', default: '25s' },
    'slow-budget': { type: 'string', default: '60s' },
    folder: { type: 'string', default: join(tmpdir(), 'tune-gate-real') },
    only: { type: 'string', default: 'same,slower,loaded' },
  },
});
/** Keeps a core busy, and ends with this process, however that ends: its standard input closes then. */
const HOG = `
  process.stdin.on('end', () => process.exit()).resume();
  const spin = () => {
    for (const end = Date.now() + 20; Date.now() < end; );
    setImmediate(spin);
  };
  spin();
`;
const RUNS = Number(given.runs);
const at = (name: string): string => join(given.folder, name);

interface Row {
  readonly name: string;
  readonly verdict: string;
  readonly ratio: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly noiseFloor: number | null;
  readonly sessions: number;
  readonly disturbed: number;
  /** Largest shares of any session. */
  readonly background: number;
  readonly steal: number;
  readonly elapsedS: number;
}

/** Two instances of one thread, compared with the baseline alone: the default would take a third of the time. */
function writeLock(model: string): string {
  const facts = lockOf().model;
  const lock = lockOf({ model: { ...facts, path: `${model}.onnx` } });
  writeFileSync(at(`${model}.lock.json`), JSON.stringify(lockJson(lock)));
  return `${model}.lock.json`;
}

function writeCheckModel(name: string, width: number | null): void {
  if (width === null) {
    const original = new URL('../../datasets/models/squeezenet1.1.onnx', import.meta.url);
    writeFileSync(at(`${name}.onnx`), readFileSync(original));
  } else {
    writeModelFile(at(`${name}.onnx`), writeModel(heavierSqueezenet(width)));
  }
}

async function check(name: string, model: string, budget: string): Promise<Row> {
  const run = await runCli(
    [
      ...['check', writeLock(model), '--baseline', 'original.onnx', '--budget', budget],
      ...['--config', 'tune.config.json', '--json', '--quiet'],
    ],
    { cwd: given.folder, env: { GITHUB_ACTIONS: '' } },
  );
  if (run.stdout === '') throw new Error(run.stderr);
  const report = JSON.parse(run.stdout);
  const found = report.assertions.find(
    (a: { name: string }) => a.name === 'holds-against-baseline',
  );
  const sessions: { disturbed: boolean; background_share: number; steal_share: number }[] =
    report.sessions;
  return {
    name,
    verdict: found.verdict,
    ratio: found.ratio,
    noiseFloor: report.noise_floor,
    sessions: sessions.length,
    disturbed: sessions.filter((s) => s.disturbed).length,
    background: Math.max(0, ...sessions.map((s) => s.background_share)),
    steal: Math.max(0, ...sessions.map((s) => s.steal_share)),
    elapsedS: report.elapsed_s,
  };
}

/** Finds how much more work makes SqueezeNet 10 % slower here; kept, because every run must mean the same. */
async function calibrate(): Promise<void> {
  const kept = at('width.json');
  if (existsSync(kept)) return void process.stdout.write(`slower model: ${readFileSync(kept)}\n`);
  let width = 44;
  for (let attempt = 1; ; attempt++) {
    writeCheckModel('slower', width);
    const { ratio } = await check('calibration', 'slower', given.budget);
    if (ratio === null) throw new Error('the machine is too busy to calibrate on');
    process.stdout.write(`width ${width}: ratio ${ratio.value.toFixed(3)}\n`);
    if (Math.abs(ratio.value - 0.9) < 0.01 || attempt === 4) {
      return writeFileSync(kept, JSON.stringify({ width, ratio }));
    }
    // The additional time is proportional to the width; a wild measurement may not throw it off altogether.
    const factor = (1 / 0.9 - 1) / Math.max(0.02, 1 / ratio.value - 1);
    width = Math.max(4, Math.round(width * Math.min(2, Math.max(0.5, factor))));
  }
}

const CASES: Readonly<Record<string, () => Promise<Row>>> = {
  same: () => check('same', 'original', given.budget),
  slower: () => check('slower', 'slower', given['slow-budget']),
  loaded: async () => {
    const hog = spawn(process.execPath, ['-e', HOG], { stdio: ['pipe', 'ignore', 'ignore'] });
    try {
      return await check('loaded', 'original', given.budget);
    } finally {
      hog.kill('SIGKILL');
    }
  },
};

function rowText(row: Row, number: number): string {
  const ratio = row.ratio;
  const interval =
    ratio === null
      ? '–'
      : `${ratio.value.toFixed(3)} (${ratio.low?.toFixed(3)} to ${ratio.high?.toFixed(3)})`;
  const percent = (share: number | null): string =>
    share === null ? '–' : `${(100 * share).toFixed(1)} %`;
  const load = `${percent(row.background)} / ${percent(row.steal)}`;
  return `${row.name} ${number} | ${row.verdict} | ${interval} | ${percent(row.noiseFloor)} | ${row.sessions} (${row.disturbed}) | ${load} | ${row.elapsedS.toFixed(0)}`;
}

mkdirSync(given.folder, { recursive: true });
writeCheckModel('original', null);
const levels = { 'holds-against-default': 'off', 'outputs-equal': 'off' };
writeFileSync(at('tune.config.json'), JSON.stringify({ check: levels }));
const names = given.only.split(',').filter((name) => name in CASES);
if (names.includes('slower')) await calibrate();
const log = at('rows.ndjson');
const earlier: Row[] = existsSync(log)
  ? readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Row)
  : [];
process.stdout.write(
  'run | verdict | ratio to the baseline | noise floor | sessions (disturbed) | background / steal, most | seconds\n---|---|---|---|---|---|---\n',
);
const rows: Row[] = [];
for (let run = 1; run <= RUNS; run++) {
  for (const name of names) {
    const kept = earlier.filter((row) => row.name === name)[run - 1];
    const row = kept ?? (await CASES[name]?.());
    if (row === undefined) continue;
    if (kept === undefined) appendFileSync(log, `${JSON.stringify(row)}\n`);
    rows.push(row);
    process.stdout.write(`${rowText(row, run)}\n`);
  }
}
for (const name of names) {
  const own = rows.filter((row) => row.name === name);
  const counts = ['regressed', 'improved', 'held', 'inconclusive'].map(
    (verdict) => `${verdict} ${own.filter((row) => row.verdict === verdict).length}`,
  );
  process.stdout.write(`\n${name}: ${counts.join(', ')} of ${own.length}`);
}
process.stdout.write('\n');
