/** Marks the file as ours: "tune" in ASCII. */
export const APPLICATION_ID = 0x74756e65;

/**
 * What brings a knowledge base from version i to version i + 1 (`user_version`). Never change one that was released:
 * files of that version exist. Columns carry what queries need, `detail` the whole trial.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE models (
    sha256 TEXT PRIMARY KEY,
    graph_hash TEXT NOT NULL,
    facts TEXT NOT NULL
  ) STRICT;
  CREATE INDEX models_by_graph ON models (graph_hash);

  CREATE TABLE hosts (
    fingerprint TEXT PRIMARY KEY,
    parts TEXT NOT NULL
  ) STRICT;

  CREATE TABLE studies (
    id TEXT PRIMARY KEY,
    started_at TEXT NOT NULL,
    model_sha256 TEXT NOT NULL REFERENCES models,
    model_path TEXT NOT NULL,
    host_fingerprint TEXT NOT NULL REFERENCES hosts,
    objective TEXT NOT NULL,
    strategy TEXT NOT NULL,
    seed INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'interrupted')),
    owner_pid INTEGER NOT NULL,
    owner_scope TEXT NOT NULL,
    owner_started_at TEXT NOT NULL,
    touched_at INTEGER NOT NULL,
    header TEXT NOT NULL,
    result TEXT
  ) STRICT;
  CREATE INDEX studies_by_task ON studies (model_sha256, host_fingerprint);

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
    throughput_log_ratio REAL,
    throughput_log_ratio_se REAL,
    latency_log_ratio REAL,
    latency_log_ratio_se REAL,
    efficiency_log_ratio REAL,
    efficiency_log_ratio_se REAL,
    throughput_ips REAL,
    latency_mean_ms REAL,
    latency_p50_ms REAL,
    latency_p90_ms REAL,
    latency_p95_ms REAL,
    latency_p99_ms REAL,
    runs REAL,
    peak_rss_bytes INTEGER,
    session_create_ms REAL,
    first_run_ms REAL,
    cpu_ms_per_inference REAL,
    violations INTEGER,
    failure_kind TEXT,
    probe_s REAL NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (study_id, number),
    UNIQUE (study_id, configuration_key)
  ) STRICT;

  CREATE TRIGGER finished_trials_never_change BEFORE UPDATE ON trials
  BEGIN
    SELECT RAISE(ABORT, 'finished trials never change');
  END;
  `,
  `
  CREATE TABLE calibrations (
    host_fingerprint TEXT NOT NULL,
    provider TEXT NOT NULL,
    runtime_version TEXT NOT NULL,
    measured_at TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (host_fingerprint, provider)
  ) STRICT;
  `,
  // What learning from many tasks reads: signatures of models, and how many trials each study has.
  `
  CREATE TABLE signatures (
    model_sha256 TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    family TEXT,
    base_batch INTEGER NOT NULL,
    version INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    signature BLOB NOT NULL
  ) STRICT;

  ALTER TABLE studies ADD COLUMN trial_count INTEGER NOT NULL DEFAULT 0;
  UPDATE studies SET trial_count = (SELECT count(*) FROM trials WHERE study_id = studies.id);
  CREATE INDEX studies_for_heads
    ON studies (model_sha256, host_fingerprint, trial_count, started_at, model_path);
  -- Holds every column of a point: reading points then never touches the rows, which are long.
  CREATE INDEX trials_as_points ON trials (
    study_id, number, configuration_key, status, provider, batch_size, instances, intra_op_threads,
    inter_op_threads, execution_mode, graph_optimization, spinning, memory_arena,
    throughput_log_ratio, throughput_log_ratio_se, latency_log_ratio, latency_log_ratio_se,
    efficiency_log_ratio, efficiency_log_ratio_se, throughput_ips, latency_mean_ms, latency_p50_ms,
    latency_p99_ms, peak_rss_bytes, session_create_ms, cpu_ms_per_inference, violations,
    failure_kind, probe_s
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
    min_accuracy REAL,
    detail TEXT NOT NULL
  ) STRICT;
  CREATE INDEX contests_by_task ON contests (task, started_at);

  CREATE TABLE variants (
    contest_id TEXT NOT NULL REFERENCES contests,
    number INTEGER NOT NULL,
    model_sha256 TEXT,
    model_path TEXT NOT NULL,
    accuracy REAL,
    provider TEXT NOT NULL,
    graph_optimization TEXT NOT NULL,
    study_id TEXT,
    PRIMARY KEY (contest_id, number)
  ) STRICT;
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
