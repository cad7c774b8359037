import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openMemoryStore } from '../../src/store/memory-store.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { everyStoreContract } from './every-store-contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let opened = 0;
everyStoreContract('the memory store', async () => openMemoryStore());
everyStoreContract('the SQLite store', async () =>
  openSqliteStore(join(folder, `${++opened}`, 'kb.db')),
);
