import type { Prober } from '../study/prober.ts';
import { createBlockDisciplines } from './block-disciplines.ts';
import { createGroupPool } from './group-pool.ts';
import { searchHeadroom } from './headroom.ts';
import { runHeat } from './heat.ts';
import { hasGoodput, type LoadSettings } from './load-settings.ts';
import { type SimulatedMachine, startSimulatedGroup } from './simulated-group.ts';
import type { SimulatedHost } from './simulated-host.ts';
import { createSimulatedProber } from './simulated-prober.ts';

/**
 * A prober of a load over a simulated machine: heats of blocks as the real prober runs them, on groups of instances that
 * exist only as functions. Every measurement says in its `stderr` that it is simulated.
 */
export function createSimulatedLoadProber(host: SimulatedHost, settings: LoadSettings): Prober {
  const machine: SimulatedMachine = { host, drift: 0, signal: new AbortController().signal };
  const plain = createSimulatedProber(host);
  const pool = createGroupPool(({ configuration, timeoutMs }) =>
    startSimulatedGroup(machine, configuration, timeoutMs),
  );
  let calls = 0;
  const context = {
    pool,
    clock: host.time,
    random: host.random,
    devices: null,
    makeRoom: () => {},
    monitor: {
      snapshot: () => ({ busyMs: 0, idleMs: 0, stealMs: 0 }),
      since: () => host.disturbance ?? { stealShare: 0, backgroundShare: 0 },
    },
  };
  const disciplines = createBlockDisciplines(settings, () => `block ${calls++}`, host.time);
  const headroom: Prober['headroom'] = async (configuration, held, maxMs, signal) => {
    signal.throwIfAborted();
    machine.signal = signal;
    const discipline = disciplines.ofHeadroom(held);
    return searchHeadroom(configuration, maxMs, { ...context, discipline }, signal);
  };
  return {
    heat: async (request, signal) => {
      signal.throwIfAborted();
      machine.signal = signal;
      if (request.fresh) pool.clear();
      const discipline = disciplines.ofHeat(request.fresh);
      const result = await runHeat(request, { ...context, discipline }, signal);
      if (request.fresh) pool.clear();
      return result;
    },
    compare: plain.compare,
    ...(plain.place && { place: plain.place }),
    ...(hasGoodput(settings) && { headroom }),
    close: async () => pool.clear(),
  };
}
