import { configurationKey } from '../space/configuration.ts';
import type { Equivalence } from '../study/prober.ts';
import type { CheckSetup } from './check-setup.ts';
import type { GateReport } from './gate-report.ts';
import type { GateMeasurement } from './gate-session.ts';
import { judgeGate } from './judge-gate.ts';
import { type GatePorts, measureGate } from './measure-gate.ts';

/**
 * Checks a lock on the machine at hand: compares outputs, then measures in sessions of fresh processes until every assertion is
 * decided or the budget ends, and judges. `onSession` is called after every session with what is known by then. Rejects when aborted.
 */
export async function runCheck(
  setup: CheckSetup,
  ports: GatePorts,
  signal: AbortSignal,
  onSession: (report: GateReport) => void = () => {},
): Promise<GateReport> {
  const began = ports.clock.now();
  const equivalence = await compareOutputs(setup, ports, signal);
  const judge = (measured: GateMeasurement): GateReport =>
    judgeGate(setup, { measured, equivalence, elapsedMs: ports.clock.now() - began });
  const isDecided = (measured: GateMeasurement): boolean => {
    const report = judge(measured);
    onSession(report);
    return report.assertions.every((a) => a.status !== 'inconclusive');
  };
  const budgetMs = setup.budgetMs - (ports.clock.now() - began);
  return judge(await measureGate({ ...setup, budgetMs }, ports, isDecided, signal));
}

/** Null where there is nothing to compare, or nobody asked. */
async function compareOutputs(
  { lock, levels }: CheckSetup,
  { prober }: GatePorts,
  signal: AbortSignal,
): Promise<Equivalence | null> {
  const { configuration, defaultConfiguration } = lock;
  if (defaultConfiguration === null || levels['outputs-equal'] === 'off') return null;
  if (configurationKey(configuration) === configurationKey(defaultConfiguration)) return null;
  return prober.compare(configuration, defaultConfiguration, signal);
}
