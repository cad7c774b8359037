import { afterAll, beforeAll, describe } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres-store.ts';
import {
  type PostgresServer,
  postgresPrograms,
  startPostgres,
} from '../support/postgres-server.ts';
import { everyStoreContract } from './every-store-contract.ts';

const { folder, missing } = postgresPrograms();
let server: PostgresServer;

describe.skipIf(folder === null)(
  `on a real server${missing === null ? '' : ` (${missing})`}`,
  () => {
    beforeAll(async () => {
      server = await startPostgres(folder ?? '');
    }, 60_000);
    afterAll(() => server?.stop());
    everyStoreContract('the PostgreSQL store', async () =>
      openPostgresStore(await server.database()),
    );
  },
);
