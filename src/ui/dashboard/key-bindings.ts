/** What a key does. */
export type Command =
  | 'help'
  | 'pause'
  | 'finish'
  | 'skip'
  | 'sort'
  | 'chart'
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'open'
  | 'close'
  | 'export'
  | 'copy'
  | 'quit'
  | 'interrupt';

export interface KeyBinding {
  readonly command: Command;
  /** Names of the keys, as `keyName` gives them. */
  readonly keys: readonly string[];
  /** The key as people read it, in plain ASCII where `ascii` is given. */
  readonly shown: string;
  readonly ascii?: string;
  /** One or two words, for the line at the bottom; empty where it does not stand there. */
  readonly short: string;
  readonly long: string;
}

/** Every key, in the order of the help. */
export const KEY_BINDINGS: readonly KeyBinding[] = [
  { command: 'help', keys: ['?', 'h'], shown: '?', short: 'help', long: 'this help' },
  {
    command: 'pause',
    keys: ['p', ' '],
    shown: 'p',
    short: 'pause',
    long: 'pause or go on; the budget stands still meanwhile',
  },
  {
    command: 'finish',
    keys: ['f'],
    shown: 'f',
    short: 'finish',
    long: 'end the search after this round and go to the final race',
  },
  {
    command: 'skip',
    keys: ['s'],
    shown: 's',
    short: 'skip',
    long: 'skip what is being measured now; what is known of it stays',
  },
  {
    command: 'sort',
    keys: ['o'],
    shown: 'o',
    short: 'sort',
    long: 'sort trials: newest, best, latency, memory',
  },
  {
    command: 'chart',
    keys: ['tab', 'v'],
    shown: 'tab',
    short: 'view',
    long: 'next chart: map, best so far, throughput and latency',
  },
  {
    command: 'up',
    keys: ['up', 'k'],
    shown: '↑',
    ascii: 'up',
    short: '',
    long: 'trial above (k), and a page with PgUp',
  },
  {
    command: 'down',
    keys: ['down', 'j'],
    shown: '↓',
    ascii: 'down',
    short: '',
    long: 'trial below (j), and a page with PgDn',
  },
  { command: 'page-up', keys: ['page-up'], shown: 'PgUp', short: '', long: '' },
  { command: 'page-down', keys: ['page-down'], shown: 'PgDn', short: '', long: '' },
  {
    command: 'open',
    keys: ['enter'],
    shown: 'enter',
    short: 'trial',
    long: 'look at the trial: latency, memory, why it was tried',
  },
  { command: 'close', keys: ['escape'], shown: 'esc', short: '', long: 'back' },
  {
    command: 'copy',
    keys: ['c'],
    shown: 'c',
    short: 'copy',
    long: 'copy the configuration as code (of the best, or of the trial looked at)',
  },
  {
    command: 'export',
    keys: ['e'],
    shown: 'e',
    short: 'export',
    long: 'write what is known so far as JSON into this folder',
  },
  {
    command: 'quit',
    keys: ['q'],
    shown: 'q',
    short: 'quit',
    long: 'stop here and print the best so far',
  },
  { command: 'interrupt', keys: ['ctrl-c'], shown: 'ctrl-c', short: '', long: '' },
];

/** The command of a key; null where it has none. */
export function commandOf(key: string): Command | null {
  return KEY_BINDINGS.find((b) => b.keys.includes(key))?.command ?? null;
}
