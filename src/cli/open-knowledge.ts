import { homedir } from 'node:os';
import { dirname } from 'node:path';
import type { CalibrationStore } from '../calibration/calibration.ts';
import { knowledgePath } from '../store/knowledge-path.ts';
import { openMemoryStore } from '../store/memory-store.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { KnowledgeStore } from '../study/knowledge-store.ts';
import type { Io } from './io.ts';
import { type RawOptions, rawText } from './options/raw-options.ts';

/** The knowledge base of a command, and the folder beside it for files that can be made again; null: nothing is kept. */
export interface Knowledge {
  readonly store: KnowledgeStore & CalibrationStore;
  readonly folder: string | null;
}

/** Opens what `--kb` names, the user's own by default, or one in memory for `--no-kb`. */
export async function openKnowledge(
  options: RawOptions,
  withoutKnowledge: boolean,
  io: Pick<Io, 'env'>,
): Promise<Knowledge> {
  if (withoutKnowledge) return { store: openMemoryStore(), folder: null };
  const path = rawText(options, 'kb') ?? knowledgePath(io.env, process.platform, homedir());
  return { store: openSqliteStore(path), folder: dirname(path) };
}
