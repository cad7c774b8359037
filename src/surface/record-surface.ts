import type { Random } from '../core/random.ts';
import { TuneError } from '../core/tune-error.ts';
import { type Configuration, configurationKey } from '../space/configuration.ts';
import type { HeatResult, Prober, Standing } from '../study/prober.ts';
import { recordingOrder, rowKey } from './recording-order.ts';
import type { SurfacePoint } from './surface-point.ts';
import { surfacePointOf } from './surface-point-of.ts';

/** What is measured and how carefully. */
export interface RecordingPlan {
  /** In the order of the space; the reference may be among them. */
  readonly configurations: readonly Configuration[];
  readonly reference: Configuration;
  readonly replicates: number;
  /** Rounds of every heat, and the most that configurations near the best get. */
  readonly rounds: { readonly least: number; readonly most: number };
  /** Configurations whose run would take longer are skipped, ms. */
  readonly longestRunMs: number;
  readonly sessionsPerHeat: number;
}

export interface RecordingPorts {
  /** A prober without warm processes: each replicate gets its own. */
  readonly createProber: (replicate: number) => Prober;
  /** Keeps rows durably; called after every heat. */
  readonly keep: (points: readonly SurfacePoint[]) => void;
  /** `done`: rows kept so far, of `total`. */
  readonly report: (step: string, done: number, total: number) => void;
}

/** Longest heat, ms: a model that is slower than its limit promised costs no more than this. */
const LONGEST_HEAT_MS = 300_000;
/** Who lies this far below the best, beyond twice its standard error, needs no more than the least rounds. */
const CLEARLY_WORSE = 0.1;
/** Runs longer than this get half of the least rounds: they average over the machine's variations by themselves, ms. */
const LONG_RUN_MS = 300;

interface Recording {
  readonly plan: RecordingPlan;
  readonly ports: RecordingPorts;
  readonly rows: Map<string, SurfacePoint>;
  readonly total: number;
  /** Throughput of the reference in the first replicate, samples per second. */
  referenceIps: number | null;
}

/**
 * Measures every configuration of a plan in heats against one reference, in each replicate in new processes and another
 * random order. Rows in `earlier` are not measured again, so that a recording can be stopped and continued. The reference
 * stays the same process throughout a replicate, as in a study. Everything gets the least rounds; what may be the best gets
 * more, since that is where a surface has to be exact (optimal computing-budget allocation in its simplest form).
 * Rejects when aborted; what was kept stays kept. Throws where the reference itself cannot be measured.
 */
export async function recordSurface(
  plan: RecordingPlan,
  ports: RecordingPorts,
  earlier: readonly SurfacePoint[],
  random: Random,
  signal: AbortSignal,
): Promise<void> {
  const rows = new Map(earlier.map((p) => [rowKey(p.configuration, p.replicate), p]));
  const count = new Set([plan.reference, ...plan.configurations].map(configurationKey)).size;
  const recording: Recording = {
    plan,
    ports,
    rows,
    total: count * plan.replicates,
    referenceIps: rows.get(rowKey(plan.reference, 1))?.throughputIps ?? null,
  };
  for (let replicate = 1; replicate <= plan.replicates; replicate++) {
    await recordReplicate(recording, replicate, random.fork(`replicate ${replicate}`), signal);
  }
}

async function recordReplicate(
  recording: Recording,
  replicate: number,
  random: Random,
  signal: AbortSignal,
): Promise<void> {
  const { plan, ports, rows } = recording;
  const isDone = (c: Configuration): boolean => rows.has(rowKey(c, replicate));
  const others = plan.configurations.filter(
    (c) => configurationKey(c) !== configurationKey(plan.reference),
  );
  const heats = recordingOrder(others, random, plan.sessionsPerHeat, isDone);
  if (heats.length === 0 && isDone(plan.reference)) return;
  const prober = ports.createProber(replicate);
  try {
    if (!isDone(plan.reference)) await recordHeat(recording, prober, replicate, [], signal);
    for (const heat of heats) {
      const isLong = (c: Configuration): boolean => isTooLong(recording, c, replicate);
      keep(
        recording,
        heat
          .filter(isLong)
          .map((c) => surfacePointOf(c, replicate, { status: 'skipped', reason: '', costMs: 0 })),
      );
      const able = heat.filter((c) => !isLong(c));
      if (able.length > 0) await recordHeat(recording, prober, replicate, able, signal);
    }
  } finally {
    await prober.close();
  }
}

async function recordHeat(
  recording: Recording,
  prober: Prober,
  replicate: number,
  challengers: readonly Configuration[],
  signal: AbortSignal,
): Promise<void> {
  const { plan, rows, ports, total } = recording;
  const [some] = challengers;
  ports.report(
    `replicate ${replicate}, batch ${some?.batchSize ?? plan.reference.batchSize}`,
    rows.size,
    total,
  );
  const longest = Math.max(0, ...challengers.map((c) => runMsOf(recording, c)));
  const least =
    longest > LONG_RUN_MS ? Math.max(2, Math.ceil(plan.rounds.least / 2)) : plan.rounds.least;
  const best = bestSoFar(recording, replicate);
  const result = await prober.heat(
    {
      reference: plan.reference,
      challengers,
      fresh: false,
      maxMs: LONGEST_HEAT_MS,
      keepRunTimes: false,
      afterRound: (round, standings) => {
        if (round < least) return { leave: [], stop: false };
        const leave = standings
          .filter((s) => isClearlyWorse(s, best, standings))
          .map((s) => s.challenger);
        const stop = round >= plan.rounds.most || (challengers.length === 0 && round >= 2 * least);
        return {
          leave,
          stop: stop || (challengers.length > 0 && leave.length === standings.length),
        };
      },
    },
    signal,
  );
  take(recording, replicate, challengers, result);
}

function take(
  recording: Recording,
  replicate: number,
  challengers: readonly Configuration[],
  { reference, challengers: outcomes }: HeatResult,
): void {
  const { plan, rows } = recording;
  if (reference.status === 'failed') {
    throw new TuneError('environment', `the reference failed: ${reference.failure.message}`, {
      hint: '`tune probe MODEL` measures the default alone and shows more; `tune doctor` looks at this machine.',
    });
  }
  const first = rows.has(rowKey(plan.reference, replicate))
    ? []
    : [surfacePointOf(plan.reference, replicate, reference)];
  recording.referenceIps ??= first[0]?.throughputIps ?? null;
  const others = challengers.flatMap((c, i) => {
    const outcome = outcomes[i];
    // What ran out of time in its heat is not known; a later run may measure it.
    return outcome === undefined || outcome.status === 'skipped'
      ? []
      : [surfacePointOf(c, replicate, outcome)];
  });
  keep(recording, [...first, ...others]);
}

function keep({ rows, ports }: Recording, points: readonly SurfacePoint[]): void {
  if (points.length === 0) return;
  ports.keep(points);
  for (const point of points) rows.set(rowKey(point.configuration, point.replicate), point);
}

/** Time of one run as the reference's speed has it, ms: larger batches are rarely slower per sample. */
function runMsOf({ referenceIps }: Recording, c: Configuration): number {
  return referenceIps === null ? 0 : (1000 * c.batchSize * c.instances) / referenceIps;
}

/** What the first replicate skipped stays skipped, what it measured is measured again. */
function isTooLong(recording: Recording, c: Configuration, replicate: number): boolean {
  const first = recording.rows.get(rowKey(c, 1));
  if (replicate > 1 && first !== undefined) return first.outcome === 'skipped';
  return runMsOf(recording, c) > recording.plan.longestRunMs;
}

function bestSoFar({ rows }: Recording, replicate: number): number {
  let best = 0;
  for (const { replicate: own, logRatio } of rows.values()) {
    if (own === replicate && logRatio !== null) best = Math.max(best, logRatio);
  }
  return best;
}

function isClearlyWorse(standing: Standing, before: number, all: readonly Standing[]): boolean {
  const best = all.reduce((most, s) => Math.max(most, s.logRatio.throughput.value), before);
  const { value, standardError } = standing.logRatio.throughput;
  return value + 2 * standardError < best - CLEARLY_WORSE;
}
