/**
 * How well the real front holds to theory: Poisson requests served one by one by a process that sleeps for a fixed time,
 * against the M/D/1 queue (Pollaczek-Khinchine) and against the simulation of the very same requests.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRandom } from '../../src/core/random.ts';
import { simulateServing } from '../../src/load/simulate-serving.ts';
import { createFrontSource } from '../../src/probe/front/front-process.ts';
import { serveFront } from '../../src/probe/worker/serve-front.ts';
import { quantile } from '../../src/stats/quantile.ts';
import { sortSample } from '../../src/stats/sorted-sample.ts';

const SERVICE_MS = 4;
const WINDOW_MS = 12_000;
const RAMP_MS = 500;
const LIMITS = { maxBatch: 1, maxDelayMs: 0, queueLimit: 100_000, deadlineMs: null, instances: 1 };

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const [, , path, room] = process.argv;
if (path !== undefined && room !== undefined) {
  const never = new Int32Array(new SharedArrayBuffer(4));
  const sleep = async (): Promise<void> => void Atomics.wait(never, 0, 0, SERVICE_MS);
  await (await serveFront({ path, room, instance: 0 }, sleep)).ended;
} else {
  const source = createFrontSource();
  const front = await source.obtain();
  print(
    'load  service  wait     M/D/1    simulated   p99      simulated   lag p99   requests  front CPU per request',
  );
  for (const [i, utilisation] of [0.3, 0.5, 0.7, 0.8, 0.9].entries()) {
    const name = String(i).padStart(32, '0');
    const child = fork(new URL(import.meta.url), [front.path, name], {
      execArgv: ['--import', 'tsx'],
    });
    const ratePerS = (1000 * utilisation) / (SERVICE_MS + 0.2);
    const load = { kind: 'poisson', ratePerS, text: '' } as const;
    const plan = {
      load,
      limits: LIMITS,
      seed: `front-${i}`,
      rampMs: RAMP_MS,
      windowMs: WINDOW_MS,
      drainMs: 3000,
    };
    const result = await front.play(name, plan, 60_000);
    await once(child, 'exit');
    const serviceMs = result.busyMs / result.runs;
    const rho = (ratePerS * serviceMs) / 1000;
    const simulated = simulateServing({
      load,
      limits: LIMITS,
      serviceMs: () => serviceMs,
      requests: Math.ceil((ratePerS * (RAMP_MS + WINDOW_MS) * 1.3) / 1000),
      random: createRandom(plan.seed),
    });
    const counted = [...simulated.intendedAt.keys()].filter((id) => {
      const at = simulated.intendedAt[id] as number;
      return at >= RAMP_MS && at < RAMP_MS + WINDOW_MS;
    });
    const difference = (from: Float64Array, id: number): number =>
      (from[id] as number) - (simulated.intendedAt[id] as number);
    const waits = counted.map((id) => difference(simulated.startedAt, id));
    const ends = counted.map((id) => difference(simulated.endedAt, id));
    const ms = (value: number): string => value.toFixed(3).padEnd(8);
    const p99 = (values: readonly number[]): string => ms(quantile(sortSample(values), 0.99));
    print(
      `${rho.toFixed(2)}  ${ms(serviceMs)} ${ms(result.waitedMs / result.latenciesMs.length)} ${ms((rho * serviceMs) / (2 * (1 - rho)))} ${ms(waits.reduce((a, b) => a + b, 0) / waits.length)}    ${p99([...result.latenciesMs])} ${p99(ends)}    ${ms(result.generatorLagMs)}  ${result.latenciesMs.length}  ${ms(result.frontCpuMs / result.answered)}`,
    );
  }
  source.close();
}
