import { inertJson } from '../../report/inert-json.ts';
import type { JsonRecord } from '../../report/json-record.ts';
import type { StudyHeader } from '../../study/study-header.ts';
import { createRedactor } from './redact.ts';
import type { ArchiveFile } from './tar-archive.ts';

/** What goes into a bundle. */
export interface BundleContent {
  readonly checks: JsonRecord;
  readonly host: JsonRecord;
  readonly versions: JsonRecord;
  /** Newest first. */
  readonly runs: readonly StudyHeader[];
  /** Text of event logs the user named. */
  readonly events: readonly string[];
}

/** What the names of this machine and its user are, to be replaced where they are not wanted. */
export interface BundleNames {
  readonly user: string;
  readonly home: string;
  readonly hostname: string;
}

/**
 * The files of a bundle for a bug report, a list of them first. With `names` it is redacted: what the user and the machine
 * are called, paths, and the tensors and nodes that headers of runs name.
 */
export function bundleFiles(content: BundleContent, names: BundleNames | null): ArchiveFile[] {
  const redact = names === null ? (text: string) => text : createRedactor(namesIn(content, names));
  const json = (value: unknown): string =>
    `${JSON.stringify(JSON.parse(inertJson(value)), null, 2)}\n`;
  const files = [
    { name: 'checks.json', text: json(content.checks), about: 'what tune doctor found' },
    { name: 'versions.json', text: json(content.versions), about: 'versions of everything' },
    {
      name: 'host.json',
      text: json(content.host),
      about: 'the machine, as tune host --json says it',
    },
    {
      name: 'runs.json',
      text: json({ runs: content.runs }),
      about: 'how the last runs were started: model facts, options, command lines',
    },
    ...content.events.map((text, i) => ({
      name: `events-${i + 1}.ndjson`,
      text,
      about: 'an event log given with --events',
    })),
  ];
  const list = files.map(({ name, about }) => `${name.padEnd(18)}${about}`);
  const readme = [
    'A bundle of tune doctor, for a bug report.',
    '',
    ...list,
    '',
    'Not in it: models, weights, inputs, outputs, and the environment of the process.',
    names === null
      ? 'Names of files, folders and tensors are as they are; --redact replaces them.'
      : 'Redacted: names known from the machine and from the runs are replaced. Text of the runtime may hold others.',
    'Look through it before you send it.',
    '',
  ].join('\n');
  return [
    { name: 'README.txt', text: readme },
    ...files.map(({ name, text }) => ({ name, text: redact(text) })),
  ];
}

function* namesIn({ runs, versions }: BundleContent, names: BundleNames): Iterable<string> {
  yield names.user;
  yield names.home;
  yield names.hostname;
  if (typeof versions['knowledge'] === 'string') {
    const [, ...folders] = pathNames(versions['knowledge']);
    yield* folders;
  }
  for (const { model, command, options } of runs) {
    const words = [...command.slice(1), ...Object.values(options).flat()];
    yield* pathNames(model.path);
    yield* words.filter((word) => /[./\\]/.test(word) && !/^[\d.,]+$/.test(word));
    for (const { name } of [...model.inputs, ...model.outputs]) yield name;
    if (model.batching.status === 'fixed' && model.batching.node !== null)
      yield model.batching.node.replace(/ \(.*\)$/, '');
  }
}

/** A path, its file's name, and the folders it lies in, but for those at the root, which everybody has. */
function* pathNames(path: string): Iterable<string> {
  yield path.split(/[/\\]/).at(-1) ?? '';
  let rest = path;
  while (rest.split(/[/\\]/).length > 2) {
    yield rest;
    rest = rest.slice(0, Math.max(rest.lastIndexOf('/'), rest.lastIndexOf('\\')));
  }
}
