import { canonicalJson } from '../../core/canonical-json.ts';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import type { HostFacts } from '../../space/host-facts.ts';
import type { Contest, ContestHost } from '../../variants/contest.ts';

/** Contests that count, and what to know of them. */
export interface CountedContests {
  readonly contests: readonly Contest[];
  readonly notes: readonly string[];
}

/** The machine without its runtime, which may be another one tomorrow. */
function machineOf({ fingerprintParts }: Pick<ContestHost, 'fingerprintParts'>): string {
  const { runtime_version: _version, ...machine } = fingerprintParts;
  return canonicalJson(machine);
}

/**
 * The contests (at least one, the newest first) of the host asked for: `any`, the beginning of a fingerprint, or this machine
 * where `asked` is null; measured with another version of the runtime they count where there are no others, with a
 * note. Throws a `TuneError` (environment) where there are none.
 */
export function contestsOfHost(
  contests: readonly Contest[],
  asked: string | null,
  here: Pick<HostFacts, 'fingerprint' | 'fingerprintParts' | 'runtimeVersion'>,
): CountedContests {
  if (asked === 'any') {
    return { contests, notes: contests[0] ? notesOf(contests[0].host, here) : [] };
  }
  if (asked !== null) {
    const found = contests.filter((c) => c.host.fingerprint.startsWith(asked));
    const [newest] = found;
    if (newest === undefined) throw nothingMeasured(contests, `host ${printable(asked, 40)}`);
    return { contests: found, notes: notesOf(newest.host, here) };
  }
  const exact = contests.filter((c) => c.host.fingerprint === here.fingerprint);
  if (exact.length > 0) return { contests: exact, notes: [] };
  const same = contests.filter((c) => machineOf(c.host) === machineOf(here));
  const [newest] = same;
  if (newest === undefined) throw nothingMeasured(contests, 'this host');
  return { contests: same, notes: notesOf(newest.host, here) };
}

function notesOf(
  host: ContestHost,
  here: Pick<HostFacts, 'fingerprint' | 'fingerprintParts' | 'runtimeVersion'>,
): readonly string[] {
  if (host.fingerprint === here.fingerprint) return [];
  if (machineOf(host) !== machineOf(here)) {
    return [
      `This was measured on another host (${printable(host.cpuModel, 60)}): it may not hold here.`,
    ];
  }
  return [
    `This was measured with onnxruntime ${printable(host.runtimeVersion, 20)}, installed is ${here.runtimeVersion}: run \`tune variants\` again to be sure.`,
  ];
}

function nothingMeasured(contests: readonly Contest[], where: string): TuneError {
  const hosts = new Map(contests.map(({ host }) => [host.fingerprint, host.cpuModel]));
  const named = [...hosts].slice(0, 3).map(([id, cpu]) => `${id} (${printable(cpu, 40)})`);
  return new TuneError('environment', `nothing of this task was measured on ${where}`, {
    hint: `Measure here with \`tune variants\`, or take what others measured with --host any: ${named.join(', ')}.`,
  });
}
