/** The schema that holds everything of ours in a database that may hold other things too. */
export const SCHEMA = 'tune';

/**
 * What brings the schema from version i to version i + 1 (table `format`). Never change one that was released. The columns
 * are those of the SQLite file.
 */
export const POSTGRES_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE format (version INTEGER NOT NULL);
  INSERT INTO format VALUES (0);

  CREATE TABLE models (
    sha256 TEXT PRIMARY KEY,
    graph_hash TEXT NOT NULL,
    facts TEXT NOT NULL
  );
  CREATE INDEX models_by_graph ON models (graph_hash);

  CREATE TABLE hosts (
    fingerprint TEXT PRIMARY KEY,
    parts TEXT NOT NULL
  );

  CREATE TABLE studies (
    id TEXT PRIMARY KEY,
    started_at TEXT NOT NULL,
    model_sha256 TEXT NOT NULL REFERENCES models,
    model_path TEXT NOT NULL,
    host_fingerprint TEXT NOT NULL REFERENCES hosts,
    objective TEXT NOT NULL,
    strategy TEXT NOT NULL,
    seed BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'interrupted')),
    owner_pid BIGINT NOT NULL,
    owner_scope TEXT NOT NULL,
    owner_started_at TEXT NOT NULL,
    touched_at BIGINT NOT NULL,
    header TEXT NOT NULL,
    result TEXT,
    trial_count INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX studies_by_task ON studies (model_sha256, host_fingerprint);
  CREATE INDEX studies_for_heads
    ON studies (model_sha256, host_fingerprint, trial_count, started_at, model_path);

  CREATE TABLE trials (
    study_id TEXT NOT NULL REFERENCES studies,
    number INTEGER NOT NULL,
    configuration_key TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('measured', 'pruned', 'failed')),
    provider TEXT NOT NULL,
    batch_size INTEGER NOT NULL,
    instances INTEGER NOT NULL,
    intra_op_threads INTEGER NOT NULL,
    inter_op_threads INTEGER NOT NULL,
    execution_mode TEXT NOT NULL,
    graph_optimization TEXT NOT NULL,
    spinning INTEGER NOT NULL,
    memory_arena INTEGER NOT NULL,
    throughput_log_ratio DOUBLE PRECISION,
    throughput_log_ratio_se DOUBLE PRECISION,
    latency_log_ratio DOUBLE PRECISION,
    latency_log_ratio_se DOUBLE PRECISION,
    efficiency_log_ratio DOUBLE PRECISION,
    efficiency_log_ratio_se DOUBLE PRECISION,
    throughput_ips DOUBLE PRECISION,
    latency_mean_ms DOUBLE PRECISION,
    latency_p50_ms DOUBLE PRECISION,
    latency_p90_ms DOUBLE PRECISION,
    latency_p95_ms DOUBLE PRECISION,
    latency_p99_ms DOUBLE PRECISION,
    runs DOUBLE PRECISION,
    peak_rss_bytes BIGINT,
    session_create_ms DOUBLE PRECISION,
    first_run_ms DOUBLE PRECISION,
    cpu_ms_per_inference DOUBLE PRECISION,
    violations INTEGER,
    failure_kind TEXT,
    probe_s DOUBLE PRECISION NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (study_id, number),
    UNIQUE (study_id, configuration_key)
  );

  CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'finished trials never change';
  END
  $$;
  CREATE TRIGGER finished_trials_never_change BEFORE UPDATE ON trials
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

  CREATE TABLE calibrations (
    host_fingerprint TEXT NOT NULL,
    provider TEXT NOT NULL,
    runtime_version TEXT NOT NULL,
    measured_at TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (host_fingerprint, provider)
  );

  CREATE TABLE signatures (
    model_sha256 TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    family TEXT,
    base_batch INTEGER NOT NULL,
    version INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    signature BYTEA NOT NULL
  );
  `,
  // What the choice among variants of a task left, and which studies belong to it.
  `
  CREATE TABLE contests (
    id TEXT PRIMARY KEY,
    task TEXT NOT NULL,
    started_at TEXT NOT NULL,
    host_fingerprint TEXT NOT NULL,
    objective TEXT NOT NULL,
    min_accuracy DOUBLE PRECISION,
    detail TEXT NOT NULL
  );
  CREATE INDEX contests_by_task ON contests (task, started_at);

  CREATE TABLE variants (
    contest_id TEXT NOT NULL REFERENCES contests,
    number INTEGER NOT NULL,
    model_sha256 TEXT,
    model_path TEXT NOT NULL,
    accuracy DOUBLE PRECISION,
    provider TEXT NOT NULL,
    graph_optimization TEXT NOT NULL,
    study_id TEXT,
    PRIMARY KEY (contest_id, number)
  );
  CREATE INDEX variants_by_study ON variants (study_id);
  `,
  // The load that a study served: nothing measured under one is knowledge of how instances run back to back.
  `
  ALTER TABLE studies ADD COLUMN load TEXT;
  DROP INDEX studies_for_heads;
  CREATE INDEX studies_for_heads
    ON studies (model_sha256, host_fingerprint, trial_count, load, started_at, model_path);
  `,
];
