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
