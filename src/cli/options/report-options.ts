import { type OptionSpec, OUTPUT, WATCHING } from './option-table.ts';

/** Of the command line only: in a config file these names would be about measuring. */
export const REPORT_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'output',
    short: 'o',
    kind: 'text',
    value: 'file',
    description: 'file to write (stdout)',
    group: 'Output',
  },
  {
    name: 'format',
    kind: 'text',
    value: 'name',
    words: ['html', 'markdown', 'csv', 'json'],
    description: 'html, markdown, csv or json (by the ending of the file)',
    group: 'Output',
  },
];

/** Of the command line only, like those of a report. */
export const COMPARE_OPTIONS: readonly OptionSpec[] = [
  { name: 'json', kind: 'switch', description: 'the comparison as JSON', group: 'Output' },
  {
    name: 'markdown',
    kind: 'switch',
    description: 'the comparison as Markdown, for a pull request',
    group: 'Output',
  },
];

/** A study that is played again. */
export const REPLAY_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'speed',
    kind: 'text',
    value: 'factor',
    words: ['1x', '10x', '100x', 'max'],
    description: 'how fast to play: 1x, 10x, max (10x)',
    group: 'Output',
  },
  ...OUTPUT.filter((o) => o.name !== 'keep-run-times'),
  ...WATCHING,
];
