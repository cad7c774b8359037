import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { tinyPerceptron, writeTemporary } from '../support/tiny-model.ts';
import { shows, watchInPty } from '../support/watch-in-pty.ts';
import {
  COLOUR_LOOK,
  EVENT_LOG,
  RECORDED,
  RESULT_FILE,
  screenLines,
  stateAfter,
} from '../ui/dashboard/recorded.ts';

const model = writeTemporary(tinyPerceptron('N', 1024));
const folder = mkdtempSync(join(tmpdir(), 'tune-dashboard-'));
const ESC = '\u001b';
const expectedEnd = (columns: number, rows: number): readonly string[] =>
  screenLines(stateAfter(RECORDED), { columns, rows }, COLOUR_LOOK).map((line) => line.trimEnd());
/** After the command: the terminal's own idea of what keys and echo are. */
const THEN_STTY =
  '; stty -a | tr ";" "\\n" | tr " " "\\n" | grep -E "^-?(icanon|echo|isig)$" | tr "\\n" " "';

describe.each([
  [60, 20],
  [120, 40],
])('a replay at %d×%d', (columns, rows) => {
  it('ends with the screen of the study, and after q with its result on a sane terminal', async () => {
    const watching = watchInPty(`$tune replay ${EVENT_LOG} --speed max${THEN_STTY}`, {
      columns,
      rows,
    });
    const last = await watching.until(shows('done: 2.74 times'));
    expect(last.isAlternate).toBe(true);
    expect(last.lines.slice(0, rows - 1).map((line) => line.trimEnd())).toEqual(
      expectedEnd(columns, rows),
    );
    watching.type('q');
    const { lines, isAlternate, exitCode, raw } = await watching.end();
    expect([isAlternate, exitCode]).toEqual([false, 0]);
    expect(lines.join('\n')).toContain("squeezenet1.1.onnx: ×2.74 the default's throughput");
    expect(lines.at(-1) || lines.findLast((l) => l !== '')).toMatch(/isig icanon.* echo/);
    expect(raw.lastIndexOf(`${ESC}[?25h`)).toBeGreaterThan(raw.lastIndexOf(`${ESC}[?25l`));
  });
});

describe('keys in a replay', () => {
  it('look at trials, at the help and back, and the screen follows a resize', async () => {
    const watching = watchInPty(`$tune replay ${RESULT_FILE} --speed max`);
    await watching.until(shows('done: 2.74 times'));
    watching.type(`${ESC}[B${ESC}[B\r`);
    const trial = await watching.until(shows('── trial 11 '));
    expect(trial.lines.join('\n')).toMatch(/p90 +11\.2 ms/);
    watching.type(ESC);
    await watching.until(shows('── trials '));
    watching.type('?');
    await watching.until(shows('── keys '));
    watching.type('?');
    await watching.until(shows('── trials '));
    watching.resize(60, 20);
    const small = await watching.until(
      ({ lines }) => lines[18]?.startsWith('? help') === true && lines[19] === '',
    );
    expect(small.lines.every((line) => line.length <= 60)).toBe(true);
    expect(small.lines[3]).toMatch(/^── instances×threads ─+ × default ──$/);
    watching.type('q');
    expect((await watching.end()).exitCode).toBe(0);
  });

  it('Ctrl-C in the middle leaves a sane terminal', async () => {
    const watching = watchInPty(`$tune replay ${EVENT_LOG} --speed 1x${THEN_STTY}`);
    await watching.until(shows('measuring the default'));
    watching.type('\u0003');
    const { lines, isAlternate, raw } = await watching.end();
    expect(isAlternate).toBe(false);
    expect(lines.findLast((l) => l !== '')).toMatch(/isig icanon.* echo/);
    expect(raw.lastIndexOf(`${ESC}[?25h`)).toBeGreaterThan(raw.lastIndexOf(`${ESC}[?25l`));
  });
});

describe('a terminal', () => {
  it('gets no colour with NO_COLOR, and plain ASCII where it shows nothing else', async () => {
    const env = { NO_COLOR: '1', LANG: 'C', LC_ALL: 'C' };
    const watching = watchInPty(`$tune replay ${EVENT_LOG} --speed max`, { env });
    const { lines } = await watching.until(shows('done: 2.74 times'));
    expect(lines.join('\n')).toMatch(/^[ -~\n]*$/);
    watching.type('q');
    const { raw } = await watching.end();
    expect(
      raw
        .split(`${ESC}[`)
        .slice(1)
        .filter((code) => /^[\d;]*m/.test(code)),
    ).toEqual([]);
  });

  it.each(['--screen-reader', '--no-ui --quiet'])(
    'is only written line by line with %s',
    async (flags) => {
      const { raw, exitCode } = await watchInPty(`$tune replay ${EVENT_LOG} ${flags}`, {
        env: { NO_COLOR: '1' },
      }).end();
      expect(exitCode).toBe(0);
      expect(raw).not.toContain(ESC);
      expect(raw.includes('probe 12: ')).toBe(flags === '--screen-reader');
    },
  );

  it('that is none gets the same facts as lines', async () => {
    const { stderr, stdout } = await runCli(['replay', RESULT_FILE]);
    expect(stderr.match(/probe \d+: /g)).toHaveLength(12);
    expect(stdout).toContain('×2.74');
  });

  it('is left sane by a crash, which is told on the first screen', async () => {
    const load = new URL('../../dist/src/ui/dashboard/load-dashboard.js', import.meta.url).href;
    const code = `const { loadDashboard } = await import('${load}');
      (await loadDashboard(process.env))({ stream: process.stderr, keyboard: process.stdin, colour: true,
        unicode: true, clock: performance, source: 'study', earlier: [], rate: 1, act: () => null, copyText: () => '' });
      setTimeout(() => { throw new Error('boom'); }, 50);`;
    const line = `${process.execPath} --input-type=module -e "${code}"${THEN_STTY}`;
    const { lines, isAlternate } = await watchInPty(line, { columns: 160 }).end();
    expect(isAlternate).toBe(false);
    expect(lines.join('\n')).toContain('Error: boom');
    expect(lines.findLast((l) => l !== '')).toMatch(/isig icanon.* echo/);
  });
});

describe('a study that is watched', () => {
  const tune = `cd ${folder} && $tune ${model} --no-kb --batch 1,2,4,8 --threads 1 --instances 1,2`;

  it('can be paused, exported, and asked for its final race', async () => {
    const watching = watchInPty(`${tune} --budget 15s`);
    await watching.until(shows('searching'));
    watching.type('p');
    await watching.until(shows('paused: p goes on'));
    watching.type('e');
    await watching.until(shows('written to tune-'));
    watching.type('p');
    await watching.until(shows('searching'));
    watching.type('f');
    const { lines, exitCode } = await watching.end();
    expect(exitCode).toBe(0);
    expect(lines.join('\n')).toMatch(/search was ended by hand|every configuration was tried/);
    const [name = ''] = readdirSync(folder).filter((file) => file.startsWith('tune-'));
    const again = await runCli(['replay', join(folder, name), '--json', '--quiet']);
    expect(JSON.parse(again.stdout).trials.length).toBeGreaterThan(0);
  });

  it('ends at once by Ctrl-C pressed again and again, on a sane terminal', async () => {
    const watching = watchInPty(`${tune} --budget 30s; echo exit $?${THEN_STTY}`);
    await watching.until(shows('searching'));
    watching.type('\u0003\u0003\u0003');
    const { lines, isAlternate } = await watching.end();
    expect(isAlternate).toBe(false);
    expect(lines).toContain('exit 130');
    expect(lines.findLast((l) => l !== '')).toMatch(/isig icanon.* echo/);
  });

  it('is stopped by q: best so far on the first screen, exit code 130', async () => {
    const watching = watchInPty(`${tune} --budget 30s`);
    await watching.until(shows('searching'));
    watching.type('q');
    const { lines, exitCode, isAlternate } = await watching.end();
    expect([exitCode, isAlternate]).toEqual([130, false]);
    expect(lines.join('\n')).toContain('throughput');
  });
});
