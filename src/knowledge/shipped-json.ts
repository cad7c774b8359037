import { signatureFromJson } from '../signature/signature-json.ts';
import type { Configuration } from '../space/configuration.ts';
import type { HostParts } from './host-similarity.ts';
import type { KnownHead } from './known-head.ts';
import type { StoredPoint } from './translate-task.ts';

/** Raised whenever the file below changes its meaning. */
export const SHIPPED_VERSION = 1;

/**
 * The file of shipped knowledge: measured surfaces as far as searches use them. Made by `npm run build:knowledge`, and as
 * compact as text that a person can still read: numbers are whole thousandths, a row stands for one configuration.
 */
export interface ShippedJson {
  readonly version: number;
  readonly made_by: string;
  /** What fingerprints were made of. */
  readonly hosts: Readonly<Record<string, HostParts>>;
  /** Everything of a configuration but its batch size, by the number that rows use. */
  readonly sessions: readonly Omit<Configuration, 'batchSize'>[];
  readonly tasks: readonly ShippedTaskJson[];
}

/** One surface. */
export interface ShippedTaskJson {
  /** For people. */
  readonly name: string;
  readonly sha256: string;
  readonly family: string | null;
  readonly base_batch: number;
  readonly signature: unknown;
  /** Fingerprint of its host. */
  readonly host: string;
  /** File of the surface under datasets/surfaces, its hash, and when it was measured. */
  readonly source: {
    readonly csv: string;
    readonly csv_sha256: string;
    readonly measured_at: string;
  };
  readonly rows: readonly ShippedRow[];
}

/**
 * Batch size, number of the session, thousandths of the log-ratio of throughput, latency and efficiency to the surface's
 * reference (null where it failed or is not known), thousandths of their standard error, milliseconds the probe took.
 */
export type ShippedRow = readonly [
  batchSize: number,
  session: number,
  throughput: number | null,
  latency: number | null,
  efficiency: number | null,
  standardError: number,
  costMs: number,
];

/** A task that came with the tool. */
export interface ShippedTask {
  readonly head: KnownHead;
  /** Made when asked: most tasks are only compared. */
  points(): readonly StoredPoint[];
}

const THOUSANDTH = 1e-3;

/** Reads the tasks of the file; none of one of another version, and no task whose signature is of another. */
export function shippedTasks(file: ShippedJson): readonly ShippedTask[] {
  if (file.version !== SHIPPED_VERSION) return [];
  return file.tasks.flatMap((task): ShippedTask[] => {
    const signature = signatureFromJson(task.signature);
    const hostParts = file.hosts[task.host];
    if (signature === null || hostParts === undefined) return [];
    return [
      {
        head: {
          id: `shipped/${task.source.csv}`,
          name: task.name,
          modelSha256: task.sha256,
          signature,
          hostParts,
          origin: 'shipped',
          baseBatch: task.base_batch,
          trials: task.rows.length,
        },
        points: () => task.rows.flatMap((row) => pointOf(row, file.sessions)),
      },
    ];
  });
}

function pointOf(
  [batchSize, session, throughput, latency, efficiency, error, costMs]: ShippedRow,
  sessions: ShippedJson['sessions'],
): StoredPoint[] {
  const rest = sessions[session];
  if (rest === undefined) return [];
  const ratio = (value: number | null) =>
    value === null ? null : { value: THOUSANDTH * value, standardError: THOUSANDTH * error };
  return [
    {
      configuration: { ...rest, batchSize },
      logRatio: {
        throughput: ratio(throughput),
        latency: ratio(latency),
        efficiency: ratio(efficiency),
      },
      costS: THOUSANDTH * costMs,
    },
  ];
}
