import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import xterm from '@xterm/headless';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createVirtualTime } from '../../../src/probe/simulated-time.ts';
import type { Effect } from '../../../src/ui/dashboard/effect-of.ts';
import { createFramePainter } from '../../../src/ui/dashboard/frame-painter.ts';
import { type Dashboard, openDashboard } from '../../../src/ui/dashboard/open-dashboard.tsx';
import { createRedrawPacer } from '../../../src/ui/dashboard/redraw-pacer.ts';
import type { Keyboard } from '../../../src/ui/dashboard/terminal.ts';
import { paint } from '../../../src/ui/dashboard/tone.ts';
import { eventsUntil, RECORDED, screenLines, stateAfter } from './recorded.ts';

const SGR = new RegExp(`${'\u001b'}\\[[\\d;]*m`, 'g');

afterEach(() => {
  vi.useRealTimers();
});

describe('a frame', () => {
  test('is drawn over the one before, only where it differs', () => {
    const written: string[] = [];
    const painter = createFramePainter((text) => written.push(text));
    painter.paint('one\ntwo\nthree');
    painter.paint('one\n2\nthree');
    painter.paint('one\n2\nthree');
    expect(written).toHaveLength(2);
    expect(written[1]).toBe('\u001b[?2026h\u001b[2;1H2\u001b[K\u001b[?2026l');
    painter.forget();
    painter.paint('one\n2\nthree');
    expect(written[2]).toContain('one');
  });

  test('that is shorter erases what is left below', () => {
    const written: string[] = [];
    const painter = createFramePainter((text) => written.push(text));
    painter.paint('one\ntwo');
    painter.paint('one');
    expect(written[1]).toContain('\u001b[2;1H\u001b[K');
  });
});

describe('redrawing', () => {
  function paced(costMs: number): {
    draws: number[];
    pacer: ReturnType<typeof createRedrawPacer>;
    pass(ms: number): void;
  } {
    vi.useFakeTimers();
    let now = 0;
    const draws: number[] = [];
    const pacer = createRedrawPacer(
      () => {
        draws.push(now);
        now += costMs;
      },
      { now: () => now },
    );
    const pass = (ms: number): void => {
      now += ms;
      vi.advanceTimersByTime(ms);
    };
    return { draws, pacer, pass };
  }

  test('happens at most four times a second for events and ten times for keys, and the last is not lost', () => {
    const { draws, pacer, pass } = paced(0);
    for (let ms = 0; ms < 900; ms += 10, pass(10)) pacer.soon();
    expect(draws.length).toBeLessThanOrEqual(4);
    const before = draws.length;
    for (let ms = 0; ms < 900; ms += 10, pass(10)) pacer.now();
    expect(draws.length - before).toBeLessThanOrEqual(10);
    pass(300);
    expect(draws.length - before).toBeGreaterThanOrEqual(9);
    pacer.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('takes at most a hundredth of the time between slices, however slow the terminal', () => {
    const { draws, pacer, pass } = paced(20);
    for (let round = 0; round < 100; round++) {
      pacer.betweenSlices();
      pass(100);
    }
    const share = (20 * (draws.length - 1)) / 10_000;
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThanOrEqual(0.0121);
    pacer.close();
  });
});

/** A terminal that remembers what was written to it, with a keyboard to type on. */
class FakeTerminal extends EventEmitter {
  readonly written: string[] = [];
  readonly keyboard: Keyboard & { readonly isRaw: boolean };
  readonly rawModes: boolean[] = [];
  columns: number;
  rows: number;

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
    const keys = new PassThrough() as unknown as Keyboard;
    Object.assign(keys, {
      isTTY: true,
      isRaw: false,
      ref: () => keys,
      unref: () => keys,
      setRawMode: (mode: boolean) => {
        Object.assign(keys, { isRaw: mode });
        this.rawModes.push(mode);
        return keys;
      },
    });
    this.keyboard = keys;
  }

  readonly write = (text: string): boolean => {
    this.written.push(text);
    return true;
  };

  type(keys: string): void {
    (this.keyboard as unknown as PassThrough).write(keys);
  }

  async screen(): Promise<{ lines: readonly string[]; alternate: boolean }> {
    const { columns: cols, rows } = this;
    const terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true });
    await new Promise<void>((resolve) => terminal.write(this.written.join(''), resolve));
    const { active } = terminal.buffer;
    const lines = Array.from(
      { length: rows },
      (_, y) => active.getLine(y)?.translateToString(true) ?? '',
    );
    return { lines, alternate: active.type === 'alternate' };
  }
}

interface Opened {
  readonly terminal: FakeTerminal;
  readonly dashboard: Dashboard;
  readonly acts: Exclude<Effect, { type: 'copy' }>['type'][];
}

function open(columns: number, rows: number, colour = false): Opened {
  const terminal = new FakeTerminal(columns, rows);
  const acts: Opened['acts'] = [];
  const dashboard = openDashboard({
    stream: terminal,
    keyboard: terminal.keyboard,
    colour,
    unicode: true,
    clock: createVirtualTime(),
    source: 'study',
    earlier: [],
    rate: 1,
    act: (effect) => {
      acts.push(effect.type);
      return effect.type === 'export' ? 'written to tune-1.json' : null;
    },
    copyText: () => 'intraOpNumThreads: 1',
  });
  return { terminal, dashboard, acts };
}

/** Plays events and lets what is due be drawn: the clock of these tests stands still. */
async function play({ terminal, dashboard }: Opened, events = RECORDED): Promise<void> {
  for (const event of events) dashboard.event(event);
  terminal.emit('resize');
  await new Promise((resolve) => setImmediate(resolve));
}

describe.each([
  [60, 20],
  [120, 40],
])('the components at %d×%d', (columns, rows) => {
  test('paint what the view models say', async () => {
    const opened = open(columns, rows);
    const events = eventsUntil(4, 5);
    await play(opened, events);
    const { lines, alternate } = await opened.terminal.screen();
    const expected = screenLines(stateAfter(events), { columns, rows });
    expect(lines).toEqual([...expected.map((l) => l.trimEnd()), '']);
    expect(alternate).toBe(true);
    opened.dashboard.close();
  });
});

describe('an open dashboard', () => {
  test('asks the study what keys ask of it, and tells what came of it', async () => {
    const opened = open(80, 24);
    await play(opened, eventsUntil(3, 4));
    for (const key of ['p', 's', 'e']) opened.terminal.type(key);
    await expect.poll(() => opened.acts).toEqual(['pause', 'skip', 'export']);
    opened.terminal.emit('resize');
    await expect
      .poll(async () => (await opened.terminal.screen()).lines.join('\n'))
      .toContain('written to tune-1.json');
    opened.terminal.type('\u0003');
    await opened.dashboard.untilQuit(new AbortController().signal);
    expect(opened.acts.at(-1)).toBe('quit');
    opened.dashboard.close();
  });

  test('hands the configuration to the clipboard', async () => {
    const opened = open(80, 24);
    await play(opened);
    opened.terminal.type('c');
    const code = Buffer.from('intraOpNumThreads: 1').toString('base64');
    await expect
      .poll(() => opened.terminal.written.join(''))
      .toContain(`\u001b]52;c;${code}\u0007`);
    opened.dashboard.close();
  });

  test('draws the whole screen anew after a resize, in the new size', async () => {
    const opened = open(120, 40);
    await play(opened, eventsUntil(4, 5));
    Object.assign(opened.terminal, { columns: 60, rows: 20 });
    opened.terminal.written.length = 0;
    opened.terminal.emit('resize');
    await new Promise((resolve) => setImmediate(resolve));
    const { lines } = await opened.terminal.screen();
    const expected = screenLines(stateAfter(eventsUntil(4, 5)), { columns: 60, rows: 20 });
    expect(lines).toEqual([...expected.map((l) => l.trimEnd()), '']);
    opened.dashboard.close();
  });

  test('leaves the terminal as it was, once', async () => {
    const opened = open(80, 24);
    await play(opened);
    await expect.poll(() => opened.terminal.rawModes.at(0)).toBe(true);
    opened.dashboard.close();
    opened.dashboard.close();
    const written = opened.terminal.written.join('');
    expect(written.split('\u001b[?1049l')).toHaveLength(2);
    expect(written.endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
    expect(opened.terminal.keyboard.isRaw).toBe(false);
    opened.dashboard.event(RECORDED[0] as never);
    expect(opened.terminal.written.join('')).toBe(written);
  });

  test('has colours only when asked, and takes back each', async () => {
    const plain = open(80, 24, false);
    const coloured = open(80, 24, true);
    await play(plain, eventsUntil(4, 5));
    await play(coloured, eventsUntil(4, 5));
    expect(plain.terminal.written.join('').match(SGR)).toBeNull();
    const colours = new Set(coloured.terminal.written.join('').match(SGR));
    expect(colours.size).toBeGreaterThan(6);
    // Sixteen colours and no more: neither the 256 nor the millions of them.
    expect([...colours].some((code) => /38|48/.test(code))).toBe(false);
    for (const { dashboard } of [plain, coloured]) dashboard.close();
  });
});

test('a painted text is the text once its marks are taken away', () => {
  expect(stripVTControlCharacters(paint('×1.93', 'heat-4', true))).toBe('×1.93');
  expect(paint('×1.93', 'heat-4', false)).toBe('×1.93');
});
