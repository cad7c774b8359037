import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventsOfResult } from '../../../src/study/events-of-result.ts';
import { type DashboardState, initialState } from '../../../src/ui/dashboard/dashboard-state.ts';
import type { Command } from '../../../src/ui/dashboard/key-bindings.ts';
import { reduceCommand } from '../../../src/ui/dashboard/reduce-command.ts';
import { textWidth } from '../../../src/ui/dashboard/segment.ts';
import { UNDER_LOAD } from '../../report/results.ts';
import { behaviourOf, conductScene, FAILED } from '../../study/conduct.ts';
import { headerOf, measurementOf, smallSpace, trialOf } from '../../study/fixtures.ts';
import {
  ASCII_LOOK,
  COLOUR_LOOK,
  eventsUntil,
  PLAIN_LOOK,
  RECORDED,
  screenLines,
  stateAfter,
} from './recorded.ts';

const SIZES = [
  [60, 20],
  [80, 24],
  [120, 40],
  [200, 60],
] as const;

const after = (state: DashboardState, ...commands: Command[]): DashboardState =>
  commands.reduce((s, c) => reduceCommand(s, c, 'study'), state);

const searching = stateAfter(eventsUntil(4, 5));
const underLoad = stateAfter(eventsOfResult(UNDER_LOAD));
/** The same study for goodput, with the ratios that it had for latency. */
const goodput = stateAfter(
  eventsOfResult({
    ...UNDER_LOAD,
    header: { ...UNDER_LOAD.header, objective: 'goodput' },
    trials: UNDER_LOAD.trials.map((trial) => {
      if (trial.status === 'failed') return trial;
      const { logRatio } = trial.measurement;
      const ratios = { ...logRatio, goodput: logRatio.latency };
      return { ...trial, measurement: { ...trial.measurement, logRatio: ratios } };
    }),
  }),
);
const SCENES: readonly [string, DashboardState][] = [
  ['starting', stateAfter(RECORDED.slice(0, 1))],
  ['searching', searching],
  ['racing', stateAfter(eventsUntil(6, 3))],
  ['done', stateAfter(RECORDED)],
  ['trial', after(stateAfter(RECORDED), 'down', 'down', 'open')],
  ['help', after(searching, 'help')],
  ['under-load', underLoad],
  ['goodput', after(goodput, 'down', 'down')],
  ['trial-under-load', after(underLoad, 'down', 'down', 'open')],
];

describe.each(SIZES)('the dashboard at %d×%d', (columns, rows) => {
  test.each(SCENES)('is as agreed: %s', async (name, state) => {
    const lines = screenLines(state, { columns, rows });
    await expect(lines.map((l) => l.trimEnd()).join('\n')).toMatchFileSnapshot(
      `__golden__/${name}-${columns}x${rows}.txt`,
    );
  });

  test.each(SCENES)('fills its width on all rows but the last, in every look: %s', (_, state) => {
    for (const look of [PLAIN_LOOK, COLOUR_LOOK, ASCII_LOOK]) {
      const lines = screenLines(state, { columns, rows }, look);
      expect(lines).toHaveLength(rows - 1);
      expect(new Set(lines.map(textWidth))).toEqual(new Set([columns]));
    }
  });

  test.each(SCENES)('is plain ASCII where nothing else can be shown: %s', (_, state) => {
    expect(screenLines(state, { columns, rows }, ASCII_LOOK).join('\n')).toMatch(/^[ -~\n]*$/);
  });
});

test('any size is filled exactly, however small or large', () => {
  const sizes = fc.record({
    columns: fc.integer({ min: 1, max: 320 }),
    rows: fc.integer({ min: 1, max: 100 }),
  });
  fc.assert(
    fc.property(sizes, fc.constantFrom(...SCENES), (size, [, state]) => {
      const lines = screenLines(state, size);
      expect(lines).toHaveLength(Math.max(12, size.rows) - 1);
      expect(new Set(lines.map(textWidth))).toEqual(new Set([Math.max(40, size.columns)]));
    }),
    { numRuns: 60 },
  );
});

test('on a small screen tab goes through the charts', () => {
  const titles = ['instances×threads', 'best so far', 'throughput by latency', 'instances×threads'];
  const states = [
    searching,
    after(searching, 'chart'),
    after(searching, 'chart', 'chart'),
    after(searching, 'chart', 'chart', 'chart'),
  ];
  const shown = states.map((s) => screenLines(s, { columns: 60, rows: 20 })[3]);
  expect(shown.map((line, i) => line?.includes(titles[i] ?? '?'))).toEqual(Array(4).fill(true));
});

describe('the map', () => {
  const size = { columns: 80, rows: 24 };
  const reference = smallSpace.reference;
  const two = { ...reference, instances: 2, intraOpThreads: 1 };
  const started = { type: 'study-started', atMs: 0, header: headerOf(), resumedTrials: 0 } as const;
  const mapLines = (state: DashboardState): readonly string[] =>
    screenLines(state, size)
      .slice(4, 13)
      .map((l) => l.slice(0, 42));

  test('marks what runs, what is predicted, what failed and what misses a constraint', () => {
    const violations = [
      { constraint: 'latency_p99_ms<=5', found: 9, verdict: 'violated' },
    ] as const;
    const state = stateAfter([
      started,
      { type: 'trial-finished', atMs: 1, trial: trialOf(1, reference) },
      {
        type: 'trial-finished',
        atMs: 2,
        trial: { ...trialOf(2, { ...two, batchSize: 2 }), violations } as never,
      },
      {
        type: 'trial-finished',
        atMs: 3,
        trial: {
          ...trialOf(3, { ...two, batchSize: 4 }),
          status: 'failed',
          failure: FAILED,
        } as never,
      },
      {
        type: 'heat-started',
        atMs: 4,
        heat: 2,
        phase: 'search',
        suggestions: [
          {
            configuration: { ...two, batchSize: 1 },
            reason: 'the model says so',
            expected: { relative: { value: 1.06, low: 1, high: 1.1 }, costS: 1.4 },
          },
        ],
        predictions: [
          { configuration: { ...two, batchSize: 8 }, relative: { value: 1.31, low: 1, high: 2 } },
        ],
      },
    ]);
    const row = mapLines(state).find((l) => l.includes('2×1'));
    expect(row).toMatch(/2×1 +▸ +1\.06 +! +1\.22 +✗ ~ +1\.31/);
    expect(screenLines(state, size).at(-3)).toContain(
      'next: 2×1, batch 1, expected +6.0 %, 1.4 s – the model says so',
    );
  });

  test('shows the best of all configurations that share a cell', () => {
    const slow = measurementOf();
    const ratio = { value: 0.5, standardError: 0.01, degreesOfFreedom: 5 };
    const quick = measurementOf({
      logRatio: { throughput: ratio, latency: ratio, efficiency: ratio },
    });
    const trials = [
      { ...trialOf(1, { ...two, batchSize: 4 }), measurement: quick },
      { ...trialOf(2, { ...two, batchSize: 4, spinning: false }), measurement: slow },
    ];
    const state = stateAfter([
      started,
      ...trials.map((trial) => ({ type: 'trial-finished', atMs: 1, trial }) as never),
    ]);
    expect(mapLines(state).find((l) => l.includes('2×1'))).toContain('1.65');
  });
});

describe('what is hostile', () => {
  const evil = '\u001b[2J\u202eevil\r\n\u200b日本語';

  test('stays inert and breaks no line', async () => {
    const { model, host } = headerOf();
    const failure = { kind: 'runtime-error', message: evil, stderr: evil.repeat(40) } as const;
    const { events } = await conductScene({
      header: {
        model: { ...model, path: `${evil}.onnx`, operators: [{ operator: evil, count: 1 }] },
        host: { ...host, cpuModel: evil, disturbances: [evil] },
      },
      behaviour: (c) => (c.batchSize > 1 ? failure : behaviourOf(50)),
    });
    const done = stateAfter(events);
    for (const [columns, rows] of SIZES) {
      for (const state of [done, after(done, 'down', 'open')]) {
        const lines = screenLines(state, { columns, rows });
        expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(new Set(lines.map(textWidth))).toEqual(new Set([columns]));
      }
    }
  });
});

test('nothing is drawn wrong before anything is known', () => {
  const lines = screenLines(initialState(), { columns: 80, rows: 24 });
  expect(lines).toHaveLength(23);
  expect(lines[0]).toMatch(/^tune/);
});
