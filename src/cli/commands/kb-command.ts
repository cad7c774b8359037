import { shownUrl } from '../../store/postgres-url.ts';
import type { KbRequest } from '../add-kb-commands.ts';
import type { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { exportCommand } from '../kb/export-command.ts';
import { importCommand } from '../kb/import-command.ts';
import { listCommand, showCommand } from '../kb/look-commands.ts';
import { pruneCommand, statsCommand, verifyCommand } from '../kb/upkeep-commands.ts';
import { type Knowledge, knowledgePlace, openKnowledge } from '../open-knowledge.ts';
import { mergeOptions } from '../options/merge-options.ts';
import type { RawOptions } from '../options/raw-options.ts';

/** `tune kb …`: everything about the knowledge base itself. */
export async function kbCommand(
  request: KbRequest,
  argv: readonly string[],
  io: Io,
  interruption: Interruption,
): Promise<number> {
  // From the config file only the knowledge base: its other names are about measuring.
  const options = mergeOptions(request, []);
  const place = request.withoutKnowledge ? 'memory' : shownUrl(knowledgePlace(options, io));
  const knowledge = await openKnowledge(options, request.withoutKnowledge, io);
  const { store } = knowledge;
  try {
    switch (request.action) {
      case 'list':
        return await listCommand(store, options, io);
      case 'show':
        return await showCommand(store, request.operands[0] ?? '', options, io);
      case 'stats':
        return await statsCommand(store, place, options, io);
      case 'export':
        return await exportCommand(store, options, io);
      case 'import':
      case 'merge':
        return await importCommand(store, request, options, io);
      case 'prune':
        return await pruneCommand(store, options, io);
      case 'verify':
        return await verifyCommand(store, place, options, io);
      case 'seed':
        return await seed(knowledge, request, options, argv, io, interruption);
    }
  } finally {
    await store.close();
  }
}

/** Loaded when it is asked for: it brings along everything that measures. */
async function seed(
  knowledge: Knowledge,
  request: KbRequest,
  options: RawOptions,
  argv: readonly string[],
  io: Io,
  interruption: Interruption,
): Promise<number> {
  const { seedCommand } = await import('../kb/seed-command.ts');
  return seedCommand(knowledge, { operands: request.operands, options, argv }, io, interruption);
}
