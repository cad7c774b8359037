/** Values of a statement, by the names that stand in it as `@name`. */
export type SqlValues = Readonly<Record<string, string | number | Uint8Array | null>>;

export interface SqlStatement {
  readonly sql: string;
  readonly values: SqlValues;
  /** How rows come back: by the names of their columns, or as lists in the order of the columns, which is faster. */
  readonly returns: 'nothing' | 'rows' | 'lists';
}

/**
 * Work on a database that does not know whether the database answers at once (SQLite) or later (PostgreSQL): it hands out
 * statements and is given their rows. All of it runs in one transaction.
 */
export type SqlWork<T> = Generator<SqlStatement, T, readonly unknown[]>;

/** What differs between the databases. */
export interface SqlDialect {
  /** Keeps a row that was read from changing until the transaction ends. */
  readonly lockRow: '' | ' FOR UPDATE';
  /** Bytes the database takes. */
  readonly bytes: () => SqlWork<number>;
  /** What the database itself finds wrong, a line each. */
  readonly damages: () => SqlWork<readonly string[]>;
}

/** A database in use. Rejects with a `TuneError` (environment) where it fails. */
export interface SqlSession {
  readonly dialect: SqlDialect;
  read<T>(work: () => SqlWork<T>): Promise<T>;
  /** All of the work is durable when the promise is fulfilled, or nothing of it is done. May run the work again. */
  write<T>(work: () => SqlWork<T>): Promise<T>;
  close(): Promise<void>;
}

/** The rows of a query. */
export function* all<Row>(sql: string, values: SqlValues = {}): SqlWork<readonly Row[]> {
  return (yield { sql, values, returns: 'rows' }) as readonly Row[];
}

/** The rows of a query as lists of their values. */
export function* lists(
  sql: string,
  values: SqlValues = {},
): SqlWork<readonly (readonly unknown[])[]> {
  return (yield { sql, values, returns: 'lists' }) as readonly (readonly unknown[])[];
}

/** The first row of a query; undefined where there is none. */
export function* first<Row>(sql: string, values: SqlValues = {}): SqlWork<Row | undefined> {
  return (yield* all<Row>(sql, values))[0];
}

export function* run(sql: string, values: SqlValues = {}): SqlWork<void> {
  yield { sql, values, returns: 'nothing' };
}

export function* insert(table: string, values: SqlValues, conflict = ''): SqlWork<void> {
  const columns = Object.keys(values);
  const marks = columns.map((c) => `@${c}`).join(', ');
  yield* run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks}) ${conflict}`, values);
}

/** Names `prefix0, prefix1, …` for a list in a statement: how it stands there, and its values. */
export function listed(
  prefix: string,
  items: readonly string[],
): { readonly marks: string; readonly values: SqlValues } {
  return {
    marks: items.map((_, i) => `@${prefix}${i}`).join(', '),
    values: Object.fromEntries(items.map((item, i) => [`${prefix}${i}`, item])),
  };
}
