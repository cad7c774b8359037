import type { PoolClient } from 'pg';
import type { KnowledgeBase } from './knowledge-base.ts';
import { inPostgresTransaction, openPostgres } from './open-postgres.ts';
import { postgresError } from './postgres-error.ts';
import { SCHEMA } from './postgres-migrations.ts';
import { createSqlStore } from './sql-store.ts';
import { all, first, type SqlDialect, type SqlStatement, type SqlWork } from './sql-work.ts';

/** SQLSTATE of transactions that the server ended because of others: to be run again. */
const AGAIN = new Set(['40P01', '40001']);
const ATTEMPTS = 5;

const DIALECT: SqlDialect = {
  lockRow: ' FOR UPDATE',
  bytes: function* () {
    const row = yield* first<{ readonly bytes: number | string }>(
      `SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint AS bytes FROM pg_class
       WHERE relnamespace = to_regnamespace('${SCHEMA}') AND relkind = 'r'`,
    );
    return Number(row?.bytes ?? 0);
  },
  // The server watches over its pages itself; keys could have been switched off.
  damages: function* () {
    const rows = yield* all<{ readonly name: string }>(
      `SELECT conname AS name FROM pg_constraint
       WHERE connamespace = to_regnamespace('${SCHEMA}') AND NOT convalidated`,
    );
    return rows.map(({ name }) => `the constraint ${name} is not validated`);
  },
};

/** A statement with names as PostgreSQL takes it: `@name` becomes `$1`, `$2`, … */
function numbered({ sql, values }: SqlStatement): { text: string; values: unknown[] } {
  const names: string[] = [];
  const text = sql.replace(/@(\w+)/g, (_whole, name: string) => {
    const at = names.indexOf(name);
    return `$${at < 0 ? names.push(name) : at + 1}`;
  });
  return { text, values: names.map((name) => values[name]) };
}

async function perform<T>(client: PoolClient, work: SqlWork<T>): Promise<T> {
  let rows: readonly unknown[] = [];
  while (true) {
    const step = work.next(rows);
    if (step.done) return step.value;
    const query = numbered(step.value);
    const answer =
      step.value.returns === 'lists'
        ? await client.query({ ...query, rowMode: 'array' })
        : await client.query(query);
    rows = answer.rows;
  }
}

/**
 * Opens the knowledge base on the PostgreSQL server at `url`, in a schema of its own that is made where it does not exist.
 * Every write is one transaction, durable on the server's disk; several machines may write at once. Rejects with a
 * `TuneError` that never holds the password where the server cannot be reached or does not let us.
 */
export async function openPostgresStore(url: string): Promise<KnowledgeBase> {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        const code = String((error as { code?: unknown }).code);
        if (attempt === ATTEMPTS || !AGAIN.has(code)) throw postgresError(error, url);
      }
    }
  };
  const pool = await guarded(() => openPostgres(url));
  const transact = <T>(work: () => SqlWork<T>): Promise<T> =>
    guarded(() => inPostgresTransaction(pool, (client) => perform(client, work())));
  return createSqlStore({
    dialect: DIALECT,
    read: transact,
    write: transact,
    close: async () => {
      if (!pool.ended) await pool.end();
    },
  });
}
