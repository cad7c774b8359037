import { describe, expect, it } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { wantsDashboard } from '../../src/cli/open-progress.ts';
import { parseSpeed } from '../../src/cli/options/parse-speed.ts';
import { thrownTuneError } from '../support/thrown-tune-error.ts';

const OPTIONS = { quiet: false, ui: true, screenReader: false };
const terminal = (env: Io['env'], isTTY = true): Io => ({
  stdout: { write: () => true },
  stderr: { write: () => true, isTTY },
  env,
});

describe('the dashboard', () => {
  it('is shown on a terminal, wherever the result goes', () => {
    expect(wantsDashboard(OPTIONS, terminal({}))).toBe(true);
    expect(wantsDashboard(OPTIONS, terminal({ CI: 'false', NO_COLOR: '1' }))).toBe(true);
  });

  it.each([
    ['told not to', { ...OPTIONS, ui: false }, terminal({})],
    ['told to be quiet', { ...OPTIONS, quiet: true }, terminal({})],
    ['lines are wanted', { ...OPTIONS, screenReader: true }, terminal({})],
    ['a screen reader runs', OPTIONS, terminal({ INK_SCREEN_READER: 'true' })],
    ['there is no terminal', OPTIONS, terminal({}, false)],
    ['the terminal can nothing', OPTIONS, terminal({ TERM: 'dumb' })],
    ['a build log is written', OPTIONS, terminal({ CI: 'true' })],
  ])('is not where %s', (_, options, io) => {
    expect(wantsDashboard(options, io)).toBe(false);
  });
});

describe('the speed of a replay', () => {
  it.each([
    ['1x', 1],
    ['10x', 10],
    ['0.5x', 0.5],
    ['25', 25],
    ['max', Number.POSITIVE_INFINITY],
  ])('%s is understood', (text, speed) => {
    expect(parseSpeed(text, '--speed')).toBe(speed);
  });

  it.each(['0x', '-1x', 'fast', '1e9', '1000000x', ''])('"%s" is refused with a hint', (text) => {
    expect(thrownTuneError(() => parseSpeed(text, '--speed'))).toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('--speed'),
    });
  });
});
