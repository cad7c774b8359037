import { runtimeDefault } from '../../src/space/configuration.ts';
import { tInterval } from '../../src/stats/interval.ts';
import { benchModels } from './support/bench-models.ts';
import { benchProber } from './support/bench-prober.ts';
import { summary } from './support/summary.ts';

/**
 * A/A heats: a configuration against itself, on the same warm processes, so that the true log-ratio is exactly 0. Counts how
 * often the 95 % interval covers 0 (it should in 93–97 %), after as many rounds as a heat of the search makes.
 *
 *   npm run bench:aa [-- squeezenet ...]        HEATS=400 ROUNDS=8
 */
const HEATS = Number(process.env['HEATS'] ?? 200);
const ROUNDS = Number(process.env['ROUNDS'] ?? 8);

process.stdout.write(
  'model | configuration | heats | interval covers 0 | mean log-ratio | sd | mean standard error\n---|---|---|---|---|---|---\n',
);
for (const model of benchModels(process.argv.slice(2))) {
  const base = runtimeDefault(model.baseBatch);
  for (const configuration of [base, { ...base, instances: 2, intraOpThreads: 1 }]) {
    const prober = benchProber(model);
    const values: number[] = [];
    const errors: number[] = [];
    let covered = 0;
    for (let heat = 0; heat < HEATS; heat++) {
      const result = await prober.heat(
        {
          reference: configuration,
          challengers: [configuration],
          fresh: false,
          maxMs: 60_000,
          keepRunTimes: false,
          afterRound: (round) => ({ leave: [], stop: round >= ROUNDS }),
        },
        new AbortController().signal,
      );
      const twin = result.challengers[0];
      if (twin?.status !== 'measured') throw new Error(`not measured: ${JSON.stringify(twin)}`);
      const { value, standardError, degreesOfFreedom } = twin.measurement.logRatio.throughput;
      const { low, high } = tInterval(value, standardError, degreesOfFreedom);
      if (low <= 0 && high >= 0) covered++;
      values.push(value);
      errors.push(standardError);
    }
    await prober.close();
    const { mean, sd } = summary(values);
    process.stdout.write(
      `${model.name} | ${configuration.instances}×${configuration.intraOpThreads} | ${HEATS} | ${((100 * covered) / HEATS).toFixed(1)} % | ${mean.toFixed(4)} | ${sd.toFixed(4)} | ${summary(errors).mean.toFixed(4)}\n`,
    );
  }
}
