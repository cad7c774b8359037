import type { OptionSpec } from './option-table.ts';

/** Where `tune lock` writes; the config file's `out` is for results and does not count. */
export const LOCK_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'out',
    short: 'o',
    kind: 'text',
    value: 'file',
    description: 'the lock file to write (tune.lock.json)',
    group: 'Output',
  },
];

const report = (name: string, description: string): OptionSpec => ({
  name,
  kind: 'text',
  value: 'file',
  description,
  group: 'Output',
});

export const CHECK_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'baseline',
    kind: 'text',
    value: 'model',
    description: 'a model file that the locked one must not be slower than',
    group: 'Gate',
  },
  {
    name: 'against',
    kind: 'text',
    value: 'knobs',
    description: "a configuration it must not be slower than: 'threads=2,instances=1'",
    group: 'Gate',
  },
  {
    name: 'band',
    kind: 'value',
    value: 'share',
    description: 'change that matters (5%)',
    group: 'Gate',
  },
  {
    name: 'strict',
    kind: 'switch',
    description: 'fail where nothing can be told (exit code 5)',
    group: 'Gate',
  },
  {
    name: 'constraint',
    kind: 'list',
    value: 'rule',
    description: 'a further absolute bound, on the machine that was locked',
    group: 'Gate',
  },
  {
    name: 'budget',
    kind: 'value',
    value: 'time',
    description: 'wall-clock time for everything: 30s, 2m (60s)',
    group: 'Gate',
  },
  { name: 'json', kind: 'switch', description: 'the outcome as JSON on stdout', group: 'Output' },
  report('junit', 'write the outcome as JUnit XML'),
  report('sarif', 'write what is wrong as SARIF 2.1.0'),
  report('markdown', 'write the outcome as Markdown, for a comment'),
  report('gitlab', 'write what is wrong as a GitLab Code Quality report'),
  {
    name: 'github',
    kind: 'switch',
    description: 'annotations and step summary (on in GitHub Actions)',
    group: 'Output',
  },
  { name: 'quiet', kind: 'switch', description: 'no progress on stderr', group: 'Output' },
];

/** The level of each assertion of `tune check`: only in the config file, `{"check": {"runtime-unchanged": "off"}}`. */
export const CHECK_LEVELS: OptionSpec = {
  name: 'check',
  kind: 'map',
  value: 'level',
  description: 'off, warn or error for each assertion',
  group: 'Gate',
};
