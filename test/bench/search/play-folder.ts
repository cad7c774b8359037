import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { loadSurfaces, type SurfaceFolder } from './load-surfaces.ts';
import { type PlayedSurface, type Programme, playSurface } from './play-surface.ts';

export interface FolderRequest {
  readonly folders: readonly string[];
  /** Folders of .onnx files for models outside the zoo. */
  readonly models: readonly string[];
  readonly programme: Programme;
  /** Models that are played, and known to no search; empty for all, each known to the others. */
  readonly targets: readonly string[];
}

export interface PlayedFolders {
  readonly played: readonly PlayedSurface[];
  /** Files that were passed over, and why. */
  readonly left: readonly string[];
}

interface Share {
  readonly share: number;
  readonly of: number;
  readonly request: FolderRequest;
}

/** Plays the programme on every surface of the folders, divided among processes; the result does not depend on how many. */
export async function playFolders(request: FolderRequest): Promise<PlayedFolders> {
  const of = Math.max(1, Math.min(availableParallelism(), 8));
  const parts = await Promise.all(
    Array.from({ length: of }, (_, share) => playInProcess({ share, of, request })),
  );
  const played = parts.flatMap((p) => p.played);
  return {
    played: played.sort((a, b) => (a.facts.name < b.facts.name ? -1 : 1)),
    left: parts[0]?.left ?? [],
  };
}

function playInProcess(data: Share): Promise<PlayedFolders> {
  return new Promise((resolve, reject) => {
    // A process and not a thread: it takes over how TypeScript is loaded here.
    const child = fork(import.meta.filename, { serialization: 'advanced' });
    child.once('message', (message) => {
      resolve(message as PlayedFolders);
      child.disconnect();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`a player ended with ${code}`)));
    child.send(data);
  });
}

/** One model may have been recorded on several hosts: their surfaces are told apart by folder. */
function named(loaded: SurfaceFolder, folder: string, all: readonly string[]): SurfaceFolder {
  if (all.length === 1) return loaded;
  const surfaces = loaded.surfaces.map((s) => ({ ...s, name: `${basename(folder)}/${s.name}` }));
  return { ...loaded, surfaces };
}

async function playShare({ share, of, request }: Share): Promise<PlayedFolders> {
  const { folders, models, programme, targets } = request;
  const loaded = await Promise.all(
    folders.map(async (folder) => named(await loadSurfaces(folder, models), folder, folders)),
  );
  const surfaces = loaded.flatMap((l) => l.surfaces);
  const isTarget = ({ name }: { readonly name: string }): boolean =>
    targets.length === 0 || targets.includes(basename(name));
  const known = targets.length === 0 ? surfaces : surfaces.filter((s) => !isTarget(s));
  const ours = surfaces.filter(isTarget).filter((_, i) => i % of === share);
  const clock = (): number => performance.now();
  const played = loaded.flatMap(({ surfaces: own, calibration }) =>
    own
      .filter((surface) => ours.includes(surface))
      .map((target) => playSurface(target, known, calibration, programme, clock)),
  );
  return { played, left: loaded.flatMap((l) => l.left) };
}

if (process.argv[1] === import.meta.filename && process.send !== undefined) {
  process.once('message', (data) => {
    void playShare(data as Share).then((result) => process.send?.(result));
  });
}
