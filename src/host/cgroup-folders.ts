import type { HostSource } from './host-source.ts';

/** Where one controller of this process keeps its files: its own group first, then its parents up to the mount. */
export interface CgroupChain {
  readonly version: 1 | 2;
  readonly folders: readonly string[];
}

export type CgroupController = 'cpu' | 'cpuset' | 'memory';

interface CgroupMount {
  readonly version: 1 | 2;
  /** Path inside the hierarchy that is mounted here. */
  readonly root: string;
  readonly folder: string;
  readonly controllers: readonly string[];
}

/**
 * The folders that limit this process through one controller, or null without cgroups. A v1 hierarchy that has the
 * controller goes before v2, because then the unified one does not carry it (hybrid layout).
 * Source: cgroups(7), proc_pid_mountinfo(5).
 */
export function cgroupChain(source: HostSource, controller: CgroupController): CgroupChain | null {
  const mounts = parseMounts(source.readText('/proc/self/mountinfo') ?? '');
  const paths = parsePaths(source.readText('/proc/self/cgroup') ?? '');
  const mount =
    mounts.find((m) => m.version === 1 && m.controllers.includes(controller)) ??
    mounts.find((m) => m.version === 2);
  if (mount === undefined) return null;
  const own = paths.find((p) =>
    mount.version === 2 ? p.controllers === '' : p.controllers.split(',').includes(controller),
  );
  return { version: mount.version, folders: chain(mount, own?.path ?? '/') };
}

function parseMounts(mountinfo: string): CgroupMount[] {
  const mounts: CgroupMount[] = [];
  for (const line of mountinfo.split('\n')) {
    const [left = '', right = ''] = line.split(' - ');
    const [type, , options = ''] = right.split(' ');
    if (type !== 'cgroup' && type !== 'cgroup2') continue;
    const [, , , root = '/', folder = ''] = left.split(' ').map(unescapeOctal);
    mounts.push({
      version: type === 'cgroup' ? 1 : 2,
      root,
      folder,
      controllers: options.split(','),
    });
  }
  return mounts;
}

/** mountinfo writes blanks in paths as `\040`. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

function parsePaths(text: string): { controllers: string; path: string }[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\d+:([^:]*):(.*)$/.exec(line);
    return match === null ? [] : [{ controllers: match[1] ?? '', path: match[2] ?? '/' }];
  });
}

/**
 * Inside a container the mounted root is often the container's own group: paths are then relative to it, and a path
 * outside of it (`/../..`, or one of the host's) is not visible.
 */
function chain(mount: CgroupMount, path: string): string[] {
  const root = mount.root === '/' ? '' : mount.root;
  const visible = (path === root || path.startsWith(`${root}/`)) && !path.includes('/..');
  const steps = visible ? path.slice(root.length).split('/').filter(Boolean) : [];
  const folders = [mount.folder];
  for (const step of steps) folders.unshift(`${folders[0]}/${step}`);
  return folders;
}
