import { describe, expect, test } from 'vitest';
import { createVirtualTime } from '../../../src/probe/simulated-time.ts';
import { type DashboardState, initialState } from '../../../src/ui/dashboard/dashboard-state.ts';
import { createDashboardStore } from '../../../src/ui/dashboard/dashboard-store.ts';
import { effectOf } from '../../../src/ui/dashboard/effect-of.ts';
import { commandOf, KEY_BINDINGS } from '../../../src/ui/dashboard/key-bindings.ts';
import { keyNames } from '../../../src/ui/dashboard/key-names.ts';
import { reduceCommand } from '../../../src/ui/dashboard/reduce-command.ts';
import { sortTrials } from '../../../src/ui/dashboard/sort-trials.ts';
import { eventsUntil, RECORDED, stateAfter } from './recorded.ts';

const searching = stateAfter(eventsUntil(3, 4));
const racing = stateAfter(eventsUntil(6, 2));
const done = stateAfter(RECORDED);
const press = (state: DashboardState, ...keys: string[]): DashboardState =>
  keys.reduce((s, key) => {
    const command = commandOf(key);
    return command === null ? s : reduceCommand(s, command, 'study');
  }, state);

describe('events', () => {
  test('gather trials, the curve of the best, the heat that runs and warnings', () => {
    expect(searching.trials).toHaveLength(4);
    expect(searching.heat).toMatchObject({ number: 3, phase: 'search', round: 4 });
    expect(searching.heat?.standings).toHaveLength(4);
    expect(searching.curve.map((p) => Number(p.relative.toFixed(2)))).toEqual([1, 1.14, 3.01]);
    expect(searching.warnings).toEqual(searching.header?.host.disturbances);
  });

  test('of a finished study leave its result and nothing running', () => {
    expect(done.heat).toBeNull();
    expect(done.result?.recommendation?.keepDefault).toBe(false);
    expect(done.trials).toHaveLength(12);
  });

  test('of a study that goes on begin with the best of its earlier sittings', () => {
    const state = stateAfter(RECORDED.slice(0, 1), initialState(done.trials));
    expect(state.progress.incumbent?.configuration.batchSize).toBe(16);
    expect(state.curve).toHaveLength(1);
  });

  test('tell when it stands still and when a wish is answered', () => {
    const paused = stateAfter(
      [{ type: 'steered', atMs: 1, action: 'paused' }],
      press(searching, 'p'),
    );
    expect(paused).toMatchObject({ isPaused: true, wishes: { pause: true } });
    const goesOn = stateAfter([{ type: 'steered', atMs: 1, action: 'continued' }], paused);
    expect(goesOn).toMatchObject({ isPaused: false, wishes: { pause: false } });
  });
});

describe('keys', () => {
  test('no key means two things, and each that is shown means something', () => {
    const keys = KEY_BINDINGS.flatMap((b) => b.keys);
    expect(new Set(keys).size).toBe(keys.length);
    expect(commandOf('x')).toBeNull();
  });

  test.each([
    ['p', searching, { type: 'pause' }],
    ['p', press(searching, 'p'), { type: 'resume' }],
    ['f', searching, { type: 'finish' }],
    ['f', racing, null],
    ['s', searching, { type: 'skip' }],
    ['s', racing, null],
    ['e', searching, { type: 'export' }],
    ['q', searching, { type: 'quit' }],
    ['q', press(searching, 'q'), null],
    ['ctrl-c', press(searching, 'q'), { type: 'quit' }],
    ['o', searching, null],
    ['c', initialState(), null],
  ] as const)('%s asks of the study what it should', (key, state, effect) => {
    const command = commandOf(key);
    expect(command && effectOf(state, command, 'study')).toEqual(effect);
  });

  test('c means the trial under the cursor, else what is recommended, else the best so far', () => {
    const copied = (state: DashboardState): unknown => effectOf(state, 'copy', 'study');
    const batch = (state: DashboardState): unknown =>
      (copied(state) as { configuration: { batchSize: number } }).configuration.batchSize;
    expect([batch(searching), batch(done), batch(press(done, 'down'))]).toEqual([4, 2, 16]);
  });

  test('in a replay f goes on to the end, s does nothing', () => {
    expect(effectOf(racing, 'finish', 'replay')).toEqual({ type: 'finish' });
    expect(effectOf(searching, 'skip', 'replay')).toBeNull();
    expect(reduceCommand(searching, 'skip', 'replay').notice).toContain('replay');
  });

  test('up and down move the cursor and stop at the ends, enter opens and closes', () => {
    expect(press(done, 'down').view.selected).toBe(12);
    expect(press(done, 'down', 'down', 'up', 'up').view.selected).toBe(12);
    expect(press(done, 'page-down', 'page-down').view.selected).toBe(1);
    expect(press(done, 'enter').view).toMatchObject({ overlay: 'trial', selected: 12 });
    expect(press(done, 'enter', 'enter').view.overlay).toBeNull();
    expect(press(done, 'down', 'escape').view.selected).toBeNull();
    expect(press(initialState(), 'down', 'enter').view).toEqual(initialState().view);
  });

  test('the cursor stays on its trial when the order changes', () => {
    expect(press(done, 'down', 'down', 'o').view).toMatchObject({ sort: 'best', selected: 11 });
  });

  test('a letter typed while others wait is not lost', () => {
    expect(keyNames('pS', {})).toEqual(['p', 's']);
    expect(keyNames('\u0003\u0003', {})).toEqual(['ctrl-c', 'ctrl-c']);
    expect(keyNames('c', { ctrl: true })).toEqual(['ctrl-c']);
    expect(keyNames('', { upArrow: true })).toEqual(['up']);
  });
});

describe('trials are sorted', () => {
  test.each([
    ['newest', [12, 11, 10]],
    ['best', [8, 3, 5]],
    ['latency', [11, 9, 7]],
    ['memory', [1, 2, 4]],
  ] as const)('%s', (sort, numbers) => {
    const sorted = sortTrials(done.trials, sort, 'throughput').map((t) => t.number);
    expect(sorted.slice(0, 3)).toEqual(numbers);
    expect(sorted).toHaveLength(12);
  });
});

test('study time moves on between events at the speed of the replay, and stands still when paused', async () => {
  const time = createVirtualTime();
  const store = createDashboardStore({ clock: time, source: 'replay', earlier: [], rate: 10 });
  const pass = (ms: number): Promise<void> => time.sleep(ms, new AbortController().signal);
  for (const event of eventsUntil(2, 1)) store.event(event);
  const began = store.nowS();
  await pass(500);
  expect(store.nowS() - began).toBeCloseTo(5);
  store.event({ type: 'steered', action: 'paused', atMs: 1000 * began + 5000 });
  await pass(500);
  expect(store.nowS() - began).toBeCloseTo(5);
});
