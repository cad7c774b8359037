import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openMemoryStore } from '../../src/store/memory-store.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { calibrationStoreContract } from './calibration-store-contract.ts';
import { storeContract } from './store-contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let opened = 0;
const openMemory = async () => openMemoryStore();
const openSqlite = async () => openSqliteStore(join(folder, `${++opened}`, 'kb.db'));
storeContract('the memory store', openMemory);
storeContract('the SQLite store', openSqlite);
calibrationStoreContract('the memory store', openMemory);
calibrationStoreContract('the SQLite store', openSqlite);
