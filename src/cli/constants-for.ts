import { formatDuration } from '../core/format-duration.ts';
import { TuneError } from '../core/tune-error.ts';
import type { HostConstants } from '../cost/host-constants.ts';
import { calibrateMachine, storedConstants } from './calibrate-machine.ts';
import type { Machine } from './describe-machine.ts';
import type { Knowledge } from './open-knowledge.ts';

/** The shortest budget of which calibrating this machine first is a share worth giving, s: the quick form takes 19 s on 2 cores. */
const CALIBRATING_BUDGET_S = 120;
/** Share of the budget that it may take at most, on machines where it takes longer. */
const MOST_SHARE = 0.25;
/** Strategies that ask the cost law anything; for the others it would be time lost. */
const ASKING: readonly string[] = ['adaptive', 'falcon'];

export interface ConstantsRequest {
  readonly machine: Machine;
  /** Execution providers of the space. */
  readonly providers: readonly string[];
  readonly strategy: string;
  readonly budgetS: number;
  /** False where the user does not want it, or where a study only goes on. */
  readonly mayCalibrate: boolean;
  /** Tells the user one line. */
  readonly say: (line: string) => void;
}

/**
 * The constants of the cost law on this host, by provider: those stored, and for the CPU those of a quick calibration
 * where none is stored and the budget can bear it. What is measured is stored for later runs; a calibration that
 * fails or takes too long leaves the law out.
 */
export async function constantsFor(
  { machine, providers, strategy, budgetS, mayCalibrate, say }: ConstantsRequest,
  knowledge: Knowledge,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, HostConstants>> {
  const known = new Map<string, HostConstants>();
  for (const provider of new Set(providers)) {
    const { constants } = await storedConstants(knowledge, machine.facts, provider);
    if (constants !== null) known.set(provider, constants);
  }
  const isWorthIt = budgetS >= CALIBRATING_BUDGET_S && ASKING.includes(strategy);
  if (known.has('cpu') || !providers.includes('cpu') || !mayCalibrate || !isWorthIt) return known;
  const limitMs = 1000 * MOST_SHARE * budgetS;
  say(
    `note: calibrating this machine first, once, in up to ${formatDuration(limitMs)} of the budget (--no-calibrate skips it)`,
  );
  const timeout = AbortSignal.timeout(limitMs);
  try {
    const calibration = await calibrateMachine(
      machine,
      { provider: 'cpu', quick: true, report: () => {} },
      AbortSignal.any([signal, timeout]),
    );
    await knowledge.store.saveCalibration(calibration);
    known.set('cpu', calibration.constants);
  } catch (error) {
    if (signal.aborted) throw error;
    if (!timeout.aborted && !(error instanceof TuneError)) throw error;
    const why = timeout.aborted
      ? `it took more than ${formatDuration(limitMs)}`
      : (error as Error).message;
    say(
      `note: the search starts without the cost law: ${why}; \`tune calibrate\` measures it in full`,
    );
  }
  return known;
}
