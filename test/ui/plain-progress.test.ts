import { afterEach, describe, expect, test, vi } from 'vitest';
import { createVirtualTime } from '../../src/probe/simulated-time.ts';
import type { StudyEvent } from '../../src/study/study-event.ts';
import { createPlainProgress } from '../../src/ui/plain-progress.ts';
import type { Progress } from '../../src/ui/progress-stream.ts';
import {
  behaviourOf,
  conductScene,
  FAILED,
  type Scene,
  usualThroughput,
} from '../study/conduct.ts';
import { headerOf, smallSpace } from '../study/fixtures.ts';
import { createScreen } from './screen.ts';

const LOUD = { quiet: false, colour: false };
/** Everything a terminal might obey, but the line feed. */
const CONTROL = /[\p{Cc}\p{Cf}]/u;
const withoutLineFeeds = (text: string): string => text.replaceAll('\n', '');

const started = (changes = {}): StudyEvent => ({
  type: 'study-started',
  atMs: 0,
  header: headerOf(changes),
  resumedTrials: 0,
});
const firstHeat: StudyEvent = {
  type: 'heat-started',
  atMs: 0,
  heat: 1,
  phase: 'search',
  suggestions: [{ configuration: smallSpace.reference, reason: "the runtime's default" }],
};
const incumbent = (value: number): StudyEvent => ({
  type: 'incumbent-changed',
  atMs: 1000,
  configuration: { ...smallSpace.reference, batchSize: 4, instances: 2, intraOpThreads: 1 },
  relative: { value, low: 0.98 * value, high: 1.02 * value },
});
const progress = (elapsedS: number, etaS: number): StudyEvent => ({
  type: 'progress',
  atMs: 1000 * elapsedS,
  trials: 14,
  elapsedS,
  etaS,
});

const ended: StudyEvent = {
  type: 'study-finished',
  atMs: 5000,
  result: {
    header: headerOf(),
    trials: [],
    reference: null,
    recommendation: null,
    runnersUp: [],
    rejections: [],
    raceSessions: 0,
    elapsedS: 5,
    stoppedBecause: 'interrupted',
    noise: { sliceSpread: 0, disturbance: { stealShare: 0, backgroundShare: 0 } },
    warnings: [],
  },
};

const CRASHING: Scene = {
  behaviour: (c) => (c.batchSize === 8 ? FAILED : behaviourOf(usualThroughput(c))),
};

afterEach(() => {
  vi.useRealTimers();
});

describe('progress in a log', () => {
  async function logOf(scene: Scene = {}): Promise<string> {
    const written: string[] = [];
    const log = createPlainProgress({ write: (t) => written.push(t) }, LOUD, { now: () => 0 });
    await conductScene({ ...scene, onEvent: log.event });
    log.close();
    return written.join('');
  }

  test('tells what is searched, every probe, every best and the race, in order', async () => {
    const lines = (await logOf(CRASHING)).split('\n').map((line) => line.trimStart());
    expect(lines.slice(0, 4)).toEqual([
      '0 ms  model.onnx: 0.98 KiB, opset 17, 1 operator (1 Conv)',
      '0 ms  Batch size: any, as the file declares; verified by running 4 at once.',
      '0 ms  Searching 24 configurations for throughput, up to 1 min.',
      '0 ms  measuring the default; up to 1 min left',
    ]);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^\S+ m?s {2}probe 1: batch 1 · 1 instance × default threads: ×1\.00, [\d.]+\/s, .* a run, 95 MiB \[the runtime's default\]$/,
      ),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/probe \d+: batch 8 .*: crashed: ended by SIGSEGV \[/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/best so far: ×1\.\d\d, batch 4 · 2 instances × 1 thread/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/searching: 4 configurations; about .* left/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/final race in fresh processes, session 1: 3 conf/),
    );
    expect(lines.at(-2)).toMatch(/^.* {2}done: 24 probes$/);
  });

  test('has one line for each probe, also where they are pruned, and no control character', async () => {
    const text = await logOf(CRASHING);
    expect(text.match(/^.{11} {2}probe \d+: /gm)).toHaveLength(24);
    expect(text).toMatch(/left the race/);
    expect(withoutLineFeeds(text)).not.toMatch(CONTROL);
  });

  test('says which constraint a probe misses', async () => {
    const constraint = {
      metric: 'peak_rss_bytes',
      relation: '<=',
      bound: 1,
      text: 'peak_rss_bytes<=1B',
    } as const;
    const text = await logOf({ header: { constraints: [constraint] } });
    expect(text).toContain('for throughput with peak_rss_bytes<=1B, up to');
    expect(text).toMatch(/probe 2: .*, misses peak_rss_bytes<=1B \[/);
  });

  test('shows hostile names and messages inert', async () => {
    const evil = '\u001b[2J\u202eevil\r\n';
    const failure = { kind: 'runtime-error', message: evil, stderr: evil } as const;
    const { model } = headerOf();
    const text = await logOf({
      header: {
        model: { ...model, path: `${evil}.onnx`, operators: [{ operator: evil, count: 1 }] },
      },
      behaviour: (c) => (c.batchSize > 1 ? failure : behaviourOf(50)),
    });
    expect(text).toContain('\\u{1b}[2J');
    expect(withoutLineFeeds(text)).not.toMatch(CONTROL);
    expect(text.match(/^.{11} {2}\S/gm)).toHaveLength(text.split('\n').length - 1);
  });
});

describe('progress on a terminal', () => {
  test.each([
    [60, 'searching  ███░░░░░░░   30 %  about 35 s left  best ×1.93'],
    [
      120,
      'searching  ██████░░░░░░░░░░░░░░   30 %  about 35 s left  14 probes  best ×1.93: batch 4 · 2 instances × 1 thread',
    ],
  ])('is one line that fits %d columns and replaces itself', async (columns, expected) => {
    const screen = createScreen(columns);
    const time = { ms: 0 };
    const line = createPlainProgress(screen, LOUD, { now: () => time.ms });
    for (const event of [started(), firstHeat, incumbent(1.5), incumbent(1.93)]) {
      line.event(event);
      time.ms += 200;
    }
    line.event(progress(15, 35));
    time.ms += 200;
    line.event({ ...firstHeat, atMs: 15_000 });
    const lines = await screen.lines();
    line.close();
    expect(lines.at(-1)).toBe(expected);
    expect(lines.filter((l) => l.includes('%'))).toHaveLength(1);
    expect(lines[0]).toBe('model.onnx: 0.98 KiB, opset 17, 1 operator (1 Conv)');
  });

  test.each([20, 60, 120])(
    'leaves at %d columns nothing of itself behind, but what is searched and warnings',
    async (columns) => {
      const screen = createScreen(columns);
      const time = createVirtualTime();
      const line = createPlainProgress(screen, { quiet: false, colour: true }, time);
      const { result } = await conductScene({ ...CRASHING, time, onEvent: line.event });
      line.close();
      const text = (await screen.lines()).join(' ').replace(/\s+/g, ' ');
      expect(text).toContain('Searching 24 configurations');
      expect(text.match(/warning: /g)?.length ?? 0).toBe(result.warnings.length);
      expect(text).not.toMatch(/%|probes/);
    },
  );

  test('is drawn at most ten times a second, however much happens', () => {
    const screen = createScreen(80);
    let now = 0;
    const line = createPlainProgress(screen, LOUD, { now: () => now });
    for (; now < 1000; now += 7) line.event(incumbent(1 + now / 100));
    line.close();
    const drawn = screen.written.filter((text) => text.includes('best'));
    expect(drawn.length).toBeGreaterThanOrEqual(9);
    expect(drawn.length).toBeLessThanOrEqual(10);
  });
});

describe('what lasts on a terminal, and how it looks', () => {
  test('a warning stays above the line and is wrapped', async () => {
    const screen = createScreen(40);
    const line = createPlainProgress(screen, LOUD, { now: () => 0 });
    line.event(firstHeat);
    line.event({
      type: 'warning',
      atMs: 0,
      message: 'The machine is busy with something else \u001b[31mnow.',
    });
    const lines = await screen.lines();
    expect(lines).toEqual([
      'warning: The machine is busy with',
      '  something else \\u{1b}[31mnow.',
      'measuring the default    0 %',
    ]);
    line.close();
    expect(await screen.lines()).toEqual(lines.slice(0, 2));
  });

  test('time left moves on while nothing happens', async () => {
    vi.useFakeTimers();
    const screen = createScreen(80);
    const line = createPlainProgress(screen, LOUD, { now: () => Date.now() });
    line.event(started());
    vi.advanceTimersByTime(20_000);
    vi.useRealTimers();
    expect((await screen.lines()).at(-1)).toMatch(/33 % {2}up to 40 s left/);
    line.close();
  });

  test.each([
    ['closed', (line: Progress) => line.close()],
    ['the study ends', (line: Progress) => line.event(ended)],
  ])('when %s it clears its line, stops its timer and draws no more', async (_, end) => {
    vi.useFakeTimers();
    const screen = createScreen(80);
    const line = createPlainProgress(screen, LOUD, { now: () => Date.now() });
    line.event(progress(1, 9));
    expect(vi.getTimerCount()).toBe(1);
    end(line);
    expect(vi.getTimerCount()).toBe(0);
    line.event(progress(5, 5));
    line.close();
    vi.useRealTimers();
    expect(await screen.lines()).toEqual([]);
  });

  test('is plain ASCII where the terminal shows nothing else', () => {
    const screen = createScreen(120);
    const line = createPlainProgress(screen, { ...LOUD, unicode: false }, { now: () => 0 });
    line.event(incumbent(1.5));
    line.close();
    expect(screen.written[0]?.replace('\r\u001b[K', '')).toMatch(/^[ -~]+$/);
    expect(screen.written[0]).toContain('best x1.50: batch 4 - 2 instances x 1 thread');
  });

  test('has colours only when asked', () => {
    const drawn = [true, false].map((colour) => {
      const screen = createScreen(80);
      const line = createPlainProgress(screen, { quiet: false, colour }, { now: () => 0 });
      line.event(incumbent(1.5));
      line.close();
      return screen.written.join('').includes('\u001b[32m');
    });
    expect(drawn).toEqual([true, false]);
  });
});

test('quiet shows nothing, on a terminal or not', async () => {
  const screen = createScreen(80);
  for (const stream of [screen, { write: screen.write }]) {
    const silent = createPlainProgress(stream, { quiet: true, colour: true }, { now: () => 0 });
    await conductScene({ onEvent: silent.event });
    silent.close();
  }
  expect(screen.written).toEqual([]);
});
