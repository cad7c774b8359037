import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../src/core/random.ts';
import { configurationKey } from '../../src/space/configuration.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import type { StoredStudy } from '../../src/study/knowledge-store.ts';
import type { KillOrder } from './kill-child.ts';

/** Kills in all, and how often one study is killed before it may come to its end. */
const KILLS = 55;
const KILLS_EACH = 11;
/** A kill comes within this time of the beginning, ms; a whole study takes longer, but never as long as the second. */
const LONGEST_MS = 250;
const WHOLE_MS = 15_000;
/** Processes made ready ahead: starting one takes longer than letting it work. */
const AHEAD = 3;

const folder = mkdtempSync(join(tmpdir(), 'tune-kill-'));
const path = join(folder, 'kb.db');
const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Ready {
  readonly child: ChildProcess;
  readonly output: () => { stdout: string; stderr: string };
}

/**
 * Compiles the child and what it shares with other tests against the built sources: plain JavaScript starts several
 * times faster than TypeScript through a loader, and sixty are started.
 */
function compileChild(): string {
  const built = new URL('../../dist/src/', import.meta.url).href;
  const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    rewriteRelativeImportExtensions: true,
    verbatimModuleSyntax: true,
  };
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  for (const name of ['e2e/kill-child', 'study/conduct', 'study/fixtures']) {
    const source = readFileSync(new URL(`../${name}.ts`, import.meta.url), 'utf8');
    const { outputText } = ts.transpileModule(source, { compilerOptions });
    const path = join(folder, `${name}.js`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, outputText.replace(/(['"])\.\.\/\.\.\/src\//g, `$1${built}`));
  }
  return join(folder, 'e2e', 'kill-child.js');
}

async function prepare(script: string): Promise<Ready> {
  const child = fork(script, { silent: true });
  children.add(child);
  child.once('exit', () => children.delete(child));
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  await Promise.race([once(child, 'message'), once(child, 'close')]);
  expect(output.stderr).toBe('');
  return { child, output: () => output };
}

/** Lets a child work on the study and kills it after `ms` of work; what it acknowledged and how it ended. */
async function workAndKill({ child, output }: Ready, order: KillOrder, ms: number) {
  const closed = once(child, 'close');
  child.send(order);
  while (!output().stdout.includes('\n') && child.exitCode === null) await sleep(1);
  await Promise.race([sleep(ms), closed]);
  child.kill('SIGKILL');
  await closed;
  const lines = output().stdout.split('\n').slice(0, -1);
  const acknowledged = lines.filter((line) => line !== 'started');
  const { stderr } = output();
  return { acknowledged, stderr, killed: child.signalCode === 'SIGKILL' };
}

/** Opens the file as the next user would, and checks that the study is whole. */
async function inspect(studyId: string, acknowledged: ReadonlySet<string>) {
  const store = openSqliteStore(path);
  try {
    const { trials } = (await store.study(studyId)) as StoredStudy;
    const keys = trials.map((t) => configurationKey(t.configuration));
    expect(new Set(keys).size, 'nothing is proposed twice').toBe(keys.length);
    expect(trials.map((t) => t.number)).toEqual(trials.map((_, i) => i + 1));
    const stored = new Set(trials.map((t) => `${t.number} ${configurationKey(t.configuration)}`));
    const lost = [...acknowledged].filter((line) => !stored.has(line));
    expect(lost, 'no finished trial is lost').toEqual([]);
    return { state: (await store.studies()).find((s) => s.studyId === studyId)?.state, trials };
  } finally {
    await store.close();
  }
}

/** Runs one study to its end through at most `kills` kills; how many trials were stored at each of them. */
async function runThroughKills(
  studyId: string,
  kills: number,
  nextChild: () => Promise<Ready>,
  random: Random,
): Promise<number[]> {
  const acknowledged = new Set<string>();
  const storedAtKill: number[] = [];
  while (true) {
    const last = storedAtKill.length === kills;
    const ms = last ? WHOLE_MS : random.next() * LONGEST_MS;
    const outcome = await workAndKill(await nextChild(), { path, studyId }, ms);
    expect(outcome.stderr).toBe('');
    for (const line of outcome.acknowledged) {
      expect(acknowledged.has(line), `${line} is acknowledged once`).toBe(false);
      acknowledged.add(line);
    }
    const { state, trials } = await inspect(studyId, acknowledged);
    // A kill may come between the last write and the end of the process.
    if (!outcome.killed || state === 'finished') {
      expect(state).toBe('finished');
      return storedAtKill;
    }
    expect(state).toBe('interrupted');
    expect(last, 'the study comes to its end').toBe(false);
    storedAtKill.push(trials.length);
  }
}

describe('killing the process at random points', () => {
  it(`loses no finished trial in ${KILLS} kills, and resuming proposes nothing twice`, async () => {
    const random = createRandom('kill');
    const script = compileChild();
    const ahead = Array.from({ length: AHEAD }, () => prepare(script));
    const nextChild = (): Promise<Ready> => {
      ahead.push(prepare(script));
      return ahead.shift() as Promise<Ready>;
    };
    const storedAtKill: number[] = [];
    for (let study = 1; storedAtKill.length < KILLS; study++) {
      storedAtKill.push(
        ...(await runThroughKills(`study-${study}`, KILLS_EACH, nextChild, random)),
      );
    }
    await Promise.all(ahead);
    // The kills came at different points, while there was something to lose; how many depends on the machine's speed.
    expect(new Set(storedAtKill).size).toBeGreaterThan(2);
    expect(Math.max(...storedAtKill)).toBeGreaterThan(0);
  }, 120_000);
});
