import type { SimulatedNoise } from '../../src/probe/simulated-host.ts';
import { type SimulatedCheck, simulateCheck } from '../support/simulated-check.ts';

/**
 * How often the gate cries wolf and how often it finds what it should, on simulated machines whose slices are correlated and whose
 * sessions differ. Every row is RUNS checks of an unchanged lock or model, of one 10 % slower, or on a loaded machine.
 *
 *   npm run bench:gate-simulated                RUNS=400 BUDGET=60
 */
const RUNS = Number(process.env['RUNS'] ?? 400);
const BUDGET_MS = 1000 * Number(process.env['BUDGET'] ?? 60);

/** From a quiet machine of one's own to a crowded cloud machine. */
const MACHINES: Readonly<Record<string, SimulatedNoise>> = {
  quiet: { sessionSpread: 0.005, sliceSpread: 0.03, sliceCorrelation: 0.45, runSpread: 0.03 },
  usual: { sessionSpread: 0.01, sliceSpread: 0.08, sliceCorrelation: 0.45, runSpread: 0.05 },
  noisy: { sessionSpread: 0.02, sliceSpread: 0.16, sliceCorrelation: 0.5, runSpread: 0.1 },
};

const LOAD = { stealShare: 0, backgroundShare: 0.4 };
const baseline = { baseline: 'base' };

const CASES: Readonly<Record<string, SimulatedCheck>> = {
  'lock, unchanged': {},
  'lock, no advantage left': { speeds: { locked: 1 } },
  'baseline, unchanged': { setup: baseline },
  'baseline, 10 % slower': { setup: baseline, speeds: { baseline: 1.2 / 0.9 } },
  'baseline, 10 % faster': { setup: baseline, speeds: { baseline: 1.2 * 0.9 } },
  'baseline, 10 % slower, loaded': {
    setup: baseline,
    speeds: { baseline: 1.2 / 0.9 },
    disturbance: LOAD,
  },
};

const share = (count: number): string => `${((100 * count) / RUNS).toFixed(1)} %`;

process.stdout.write(
  `machine | case | regressed | improved | held | inconclusive | sessions | seconds, median\n---|---|---|---|---|---|---|---\n`,
);
for (const [machine, noise] of Object.entries(MACHINES)) {
  for (const [name, check] of Object.entries(CASES)) {
    const counts = { regressed: 0, improved: 0, held: 0, inconclusive: 0 };
    const seconds: number[] = [];
    let sessions = 0;
    for (let run = 0; run < RUNS; run++) {
      const setup = { ...check.setup, budgetMs: BUDGET_MS };
      const report = await simulateCheck({ ...check, setup, noise, seed: `${name} ${run}` });
      counts[report.verdict]++;
      seconds.push(report.elapsedS);
      sessions += report.sessions.length;
    }
    const median = seconds.sort((a, b) => a - b)[RUNS >> 1] ?? 0;
    const { regressed, improved, held, inconclusive } = counts;
    const cells = [regressed, improved, held, inconclusive].map(share).join(' | ');
    process.stdout.write(
      `${machine} | ${name} | ${cells} | ${(sessions / RUNS).toFixed(1)} | ${median.toFixed(0)}\n`,
    );
  }
}
