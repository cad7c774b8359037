import { readFileSync } from 'node:fs';
import type { CpuClock, HostSource } from '../../src/host/host-source.ts';

/** A recorded machine whose files can be changed, for what happens while something is watched. */
export interface RecordedHost extends HostSource {
  write(path: string, text: string | null): void;
  /** Runs during the next pauses. */
  onPause(action: () => void): void;
}

interface Circumstances {
  loadAverage?: number;
  cpuClocks?: () => readonly CpuClock[];
  ownCpuMs?: () => number;
}

/**
 * A machine from a text of lines `path:content` (as `grep -H "" paths` writes them) and `$ command:output`. A comment
 * `# os: platform=… arch=… parallelism=…` says what Node.js would.
 */
export function recordedHost(text: string, circumstances: Circumstances = {}): RecordedHost {
  const files = parseTree(text);
  const os = new Map([...text.matchAll(/(\w+)=(\w+)/g)].map((m) => [m[1], m[2] ?? '']));
  let pauseAction: () => void = () => {};
  return {
    os: {
      platform: os.get('platform') ?? 'linux',
      arch: os.get('arch') ?? 'x64',
      nodeVersion: '20.19.0',
      totalMemoryBytes: 2 ** 34,
      availableParallelism: Number(os.get('parallelism') ?? 1),
      freeMemoryBytes: () => 2 ** 33,
      cpuModel: () => '',
      cpuClocks: circumstances.cpuClocks ?? (() => []),
      loadAverage: () => circumstances.loadAverage ?? 0,
      ownCpuMs: circumstances.ownCpuMs ?? (() => 0),
    },
    readText: (path) => files.get(path) ?? null,
    list: (path) => childrenOf(files, path),
    run: async (command, args) => files.get(['$', command, ...args].join(' ')) ?? null,
    pause: async () => pauseAction(),
    write: (path, content) => {
      if (content === null) files.delete(path);
      else files.set(path, content);
    },
    onPause: (action) => {
      pauseAction = action;
    },
  };
}

/** The machine of `fixtures/<name>.txt`. */
export function fixtureHost(name: string, circumstances: Circumstances = {}): RecordedHost {
  const url = new URL(`./fixtures/${name}.txt`, import.meta.url);
  return recordedHost(readFileSync(url, 'utf8'), circumstances);
}

function parseTree(text: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^([/$][^:]*):(.*)$/.exec(line);
    if (match === null) continue;
    const [, path = '', content = ''] = match;
    files.set(path, `${files.get(path) ?? ''}${content}\n`);
  }
  return files;
}

function childrenOf(files: ReadonlyMap<string, string>, folder: string): string[] {
  const inside = [...files.keys()].filter((path) => path.startsWith(`${folder}/`));
  return [...new Set(inside.map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''))];
}
