import { homedir } from 'node:os';
import { dirname } from 'node:path';
import type { KnowledgeBase } from '../store/knowledge-base.ts';
import { knowledgePath } from '../store/knowledge-path.ts';
import { openMemoryStore } from '../store/memory-store.ts';
import { openPostgresStore } from '../store/postgres-store.ts';
import { isPostgresUrl } from '../store/postgres-url.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Io } from './io.ts';
import { type RawOptions, rawText } from './options/raw-options.ts';

/** The knowledge base of a command, and the folder for files that can be made again; null: nothing is kept. */
export interface Knowledge {
  readonly store: KnowledgeBase;
  readonly folder: string | null;
}

/** The knowledge base that `--kb` names, a path or a URL of PostgreSQL; the user's own file by default. */
export function knowledgePlace(options: RawOptions, io: Pick<Io, 'env'>): string {
  return rawText(options, 'kb') ?? knowledgePath(io.env, process.platform, homedir());
}

/** Opens the knowledge base at a place. */
export async function openKnowledgeAt(place: string): Promise<KnowledgeBase> {
  return isPostgresUrl(place) ? openPostgresStore(place) : openSqliteStore(place);
}

/** Opens what `--kb` names, or one in memory for `--no-kb`. */
export async function openKnowledge(
  options: RawOptions,
  withoutKnowledge: boolean,
  io: Pick<Io, 'env'>,
): Promise<Knowledge> {
  if (withoutKnowledge) return { store: openMemoryStore(), folder: null };
  const place = knowledgePlace(options, io);
  // Beside a server there is no folder: files that can be made again stay on this machine.
  const file = isPostgresUrl(place) ? knowledgePath(io.env, process.platform, homedir()) : place;
  return { store: await openKnowledgeAt(place), folder: dirname(file) };
}
