import type { OptionSpec } from './option-table.ts';

/** What `tune export` takes, of the command line only. */
export const EXPORT_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'format',
    short: 'f',
    kind: 'list',
    value: 'name',
    words: [
      'node',
      'python',
      'cpp',
      'csharp',
      'triton',
      'tf-serving',
      'kserve',
      'kubernetes',
      'compose',
      'docker',
      'env',
      'all',
    ],
    description: 'what to write; repeatable, or a list with commas, or all',
    group: 'Output',
  },
  {
    name: 'out',
    short: 'o',
    kind: 'text',
    value: 'path',
    description: 'folder or file to write to, instead of stdout',
    group: 'Output',
  },
  {
    name: 'with-model',
    kind: 'switch',
    description: 'write the model along, also where the measured file serves as it is',
    group: 'Output',
  },
  {
    name: 'list',
    kind: 'switch',
    description: 'list the formats',
    group: 'Output',
  },
  {
    name: 'json',
    kind: 'switch',
    description: 'what was written, or the list, as JSON on stdout',
    group: 'Output',
  },
  { name: 'quiet', kind: 'switch', description: 'no notes on stderr', group: 'Output' },
  {
    name: 'model',
    kind: 'text',
    value: 'file',
    description: 'the measured model, where it does not lie any more where it lay',
    group: 'Model',
  },
  {
    name: 'name',
    kind: 'text',
    value: 'name',
    description: "name of the service (made from the model's)",
    group: 'Model',
  },
  {
    name: 'image',
    kind: 'text',
    value: 'image',
    description: 'container image that serves (NAME:latest)',
    group: 'Model',
  },
  {
    name: 'storage-uri',
    kind: 'text',
    value: 'uri',
    description: 'where a cluster finds the model (pvc://models/NAME)',
    group: 'Model',
  },
];

/** What `tune doctor` takes. */
export const DOCTOR_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'no-noise',
    kind: 'switch',
    description: 'do not measure how noisy this machine is (about 5 s)',
    group: 'Checks',
  },
  { name: 'json', kind: 'switch', description: 'the checks as JSON on stdout', group: 'Output' },
  {
    name: 'bundle',
    kind: 'text',
    value: 'file',
    description: 'pack the checks, facts and recent runs into a .zip or .tar.gz for a bug report',
    group: 'Output',
  },
  {
    name: 'events',
    kind: 'list',
    value: 'file',
    description: 'an event log to put into the bundle; repeatable',
    group: 'Output',
  },
  {
    name: 'redact',
    kind: 'switch',
    description: 'replace names of files, folders, users and tensors in the bundle',
    group: 'Output',
  },
];

/** What `tune record` takes besides the knobs, the model's shapes and the output's. */
export const RECORD_ONLY: readonly OptionSpec[] = [
  {
    name: 'out',
    short: 'o',
    kind: 'text',
    value: 'path',
    description: 'file.csv, or a folder for NAME.csv; what is there already is continued',
    group: 'Output',
  },
  {
    name: 'replicates',
    kind: 'value',
    value: 'n',
    description: 'times that everything is measured, each in new processes (3)',
    group: 'Search',
  },
  {
    name: 'rounds',
    kind: 'value',
    value: 'n',
    description:
      'slices of every configuration; those near the best get up to three times as many (4)',
    group: 'Search',
  },
  {
    name: 'longest-run',
    kind: 'value',
    value: 'time',
    description: 'configurations whose run would take longer are skipped (3s)',
    group: 'Search',
  },
  {
    name: 'budget',
    kind: 'value',
    value: 'time',
    description: 'stop after this time; the same command goes on (no limit)',
    group: 'Search',
  },
];
