import type { Client, Pool, PoolClient } from 'pg';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { POSTGRES_MIGRATIONS, SCHEMA } from './postgres-migrations.ts';
import { shownUrl } from './postgres-url.ts';

/** Names the lock under which the schema is made and changed: "tune" in ASCII. */
const MIGRATION_LOCK = 0x74756e65;
const CONNECT_TIMEOUT_MS = 10_000;
/** Connections of one process: one study writes, and now and then something reads beside it. */
const CONNECTIONS = 2;

/** Type numbers of PostgreSQL: whole numbers of 64 bits, which pg gives as text by default. Ours fit in a number. */
const INT8 = 20;

/** Begins a transaction in our schema whose commit returns when it is on the server's disk, whatever the server's default. */
const BEGIN = `BEGIN; SET LOCAL search_path TO ${SCHEMA}; SET LOCAL synchronous_commit TO on`;

/** Runs `work` in one transaction of a connection of the pool. A connection that failed is not used again. */
export async function inPostgresTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // Without a listener a connection that breaks between two statements would end the process.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query(BEGIN);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failed: Error) => {
      broken = failed;
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/**
 * Whether our schema holds the table, or any where none is named. Asks the catalogue's tables: functions such as
 * `to_regclass` answer from a cache that does not see what another process made while we waited for the lock.
 */
async function hasTable(client: Pick<Client, 'query'>, table: string | null): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE nspname = $1 AND ($2::text IS NULL OR relname = $2) LIMIT 1`,
    [SCHEMA, table],
  );
  return rows.length > 0;
}

async function versionOf(client: Pick<Client, 'query'>): Promise<number | null> {
  if (!(await hasTable(client, 'format'))) return null;
  const found = await client.query(`SELECT version FROM ${SCHEMA}.format`);
  return Number(found.rows[0]?.version ?? 0);
}

function refuseNewer(version: number | null, url: string): void {
  if (version === null || version <= POSTGRES_MIGRATIONS.length) return;
  throw new TuneError(
    'environment',
    `The knowledge base ${printable(shownUrl(url), 300)} has format ${version}; this version of tune reads up to ${POSTGRES_MIGRATIONS.length}.`,
    { hint: 'Update onnx-tune, or use another database with --kb URL.' },
  );
}

async function refuseForeign(client: PoolClient, url: string): Promise<void> {
  if (!(await hasTable(client, null))) return;
  throw new TuneError(
    'environment',
    `The schema "${SCHEMA}" in ${printable(shownUrl(url), 300)} belongs to another program.`,
    { hint: 'Name another database with --kb URL.' },
  );
}

async function migrate(client: PoolClient, url: string): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
  // Read again under the lock: another process may have migrated meanwhile.
  const found = await versionOf(client);
  refuseNewer(found, url);
  if (found === null) {
    await refuseForeign(client, url);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
  }
  for (let version = found ?? 0; version < POSTGRES_MIGRATIONS.length; version++) {
    await client.query(POSTGRES_MIGRATIONS[version] as string);
    await client.query(`UPDATE format SET version = ${version + 1}`);
  }
}

/** Connects to the server at `url` and brings its schema to the current format. Rejects with the driver's errors. */
export async function openPostgres(url: string): Promise<Pool> {
  // Only who names a server waits for the driver to load.
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'onnx-tune',
    // An idle connection does not keep the process alive.
    allowExitOnIdle: true,
    types: {
      getTypeParser: ((id: number, format: 'text' | 'binary') =>
        id === INT8 ? Number : pg.types.getTypeParser(id, format)) as typeof pg.types.getTypeParser,
    },
  });
  // A connection that breaks while idle is replaced by the next statement, which tells if that fails.
  pool.on('error', () => {});
  try {
    const version = await versionOf(pool as unknown as Client);
    refuseNewer(version, url);
    if (version !== POSTGRES_MIGRATIONS.length) {
      await inPostgresTransaction(pool, (client) => migrate(client, url));
    }
    return pool;
  } catch (error) {
    await pool.end();
    throw error;
  }
}
