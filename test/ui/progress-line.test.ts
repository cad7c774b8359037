import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ANSI, ASCII, PLAIN, UNICODE } from '../../src/report/text-style.ts';
import { progressLine } from '../../src/ui/progress-line.ts';
import { NO_PROGRESS, type ProgressState } from '../../src/ui/progress-state.ts';
import { smallSpace } from '../study/fixtures.ts';

const BEST = { ...smallSpace.reference, batchSize: 4, instances: 2, intraOpThreads: 1 };

function searching(changes: Partial<ProgressState> = {}): ProgressState {
  return {
    ...NO_PROGRESS,
    phase: 'search',
    budgetS: 60,
    endsAtS: 50,
    trials: 14,
    incumbent: { configuration: BEST, relative: { value: 1.93, low: 1.88, high: 1.98 } },
    ...changes,
  };
}

const anyState: fc.Arbitrary<ProgressState> = fc.record({
  phase: fc.constantFrom('starting', 'reference', 'search', 'finish', 'done'),
  budgetS: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
  maxProbes: fc.option(fc.nat(1e5)),
  elapsedS: fc.double({ min: 0, max: 1e6, noNaN: true }),
  endsAtS: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
  trials: fc.nat(1e5),
  failed: fc.nat(1e5),
  raceSessions: fc.nat(10),
  incumbent: fc.option(
    fc.record({
      configuration: fc.constant(BEST),
      relative: fc.double({ min: 0, max: 1e4 }).map((value) => ({ value, low: 0, high: Infinity })),
    }),
  ),
});

test('never exceeds the width it has, whatever the state', () => {
  fc.assert(
    fc.property(
      anyState,
      fc.integer({ min: 1, max: 200 }),
      fc.boolean(),
      (state, columns, isAscii) => {
        const glyphs = isAscii ? ASCII : UNICODE;
        const line = progressLine(state, state.elapsedS, { columns, palette: PLAIN, glyphs });
        expect([...line].length).toBeLessThanOrEqual(columns);
        expect(line).not.toMatch(/NaN|Infinity|undefined|\p{Cc}/u);
      },
    ),
  );
});

test.each([
  [10, 'searching'],
  [20, 'searching   40 %'],
  [30, 'searching   40 %  best ×1.93'],
  [50, 'searching   40 %  about 30 s left  best ×1.93'],
  [60, 'searching  ████░░░░░░   40 %  about 30 s left  best ×1.93'],
])('keeps at %d columns what matters most', (columns, expected) => {
  expect(progressLine(searching(), 20, { columns, palette: PLAIN, glyphs: UNICODE })).toBe(
    expected,
  );
});

test('counts failures, and probes against their limit', () => {
  const wide = { columns: 150, palette: PLAIN, glyphs: UNICODE };
  const line = (changes: Partial<ProgressState>): string =>
    progressLine(searching(changes), 20, wide);
  expect(line({ maxProbes: 30, failed: 2 })).toContain('  14 of 30 probes, 2 failed  ');
  expect(line({ trials: 1 })).toContain('  1 probe  ');
  expect(line({ trials: 0 })).not.toContain('probe');
});

test('the best is green only where it is better beyond doubt', () => {
  const wide = { columns: 150, palette: ANSI, glyphs: UNICODE };
  const doubtful = { configuration: BEST, relative: { value: 1.1, low: 0.9, high: 1.3 } };
  expect(progressLine(searching(), 20, wide)).toContain('\u001b[32mbest ×1.93');
  expect(progressLine(searching({ incumbent: doubtful }), 20, wide)).not.toContain('\u001b[32m');
});
