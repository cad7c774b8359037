import { createRandom } from '../../src/core/random.ts';
import { median } from '../../src/stats/median.ts';
import { fitGaussianProcess } from '../../src/surrogate/gaussian-process.ts';
import type { FeatureKind } from '../../src/surrogate/kernel.ts';
import { createPerceptron } from '../../src/surrogate/perceptron.ts';

/*
 * What the mathematics of the model-based search costs: 40 trials of 5 features, 10,000 candidates.
 * Run it alone on the machine: npm run bench:surrogate
 */

const OBSERVATIONS = 40;
const CANDIDATES = 10_000;
const FEATURES: readonly FeatureKind[] = ['number', 'number', 'number', 'category', 'category'];

/** Median and range of `repeats` runs in ms, after as many that warm the compiler. */
function row(name: string, repeats: number, run: () => unknown): string {
  for (let i = 0; i < repeats; i++) run();
  const times = Array.from({ length: repeats }, () => {
    const from = performance.now();
    run();
    return performance.now() - from;
  });
  const [mid, least, most] = [median(times), Math.min(...times), Math.max(...times)];
  return `| ${name} | ${mid.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)}) |\n`;
}

const random = createRandom('surrogate');
const place = (): number[] => [
  random.integer(8),
  random.integer(6),
  random.integer(6),
  random.integer(2),
  random.integer(3),
];
const truth = ([a = 0, b = 0, c = 0, d = 0, e = 0]: readonly number[]): number =>
  1 - 0.05 * (a - 4) ** 2 - 0.1 * (b - c) ** 2 + 0.1 * d - 0.05 * e;
const x = Array.from({ length: OBSERVATIONS }, place);
const data = {
  features: FEATURES,
  x,
  y: x.map((at) => truth(at) + 0.02 * random.normal()),
  noiseVariance: x.map(() => 4e-4),
};
const candidates = Array.from({ length: CANDIDATES }, place);
const gp = fitGaussianProcess(data);

process.stdout.write('| step | ms, median (least–most) |\n|---|---|\n');
process.stdout.write(row('fit hyperparameters', 40, () => fitGaussianProcess(data)));
process.stdout.write(row('predict 10,000', 40, () => gp.predict(candidates)));
process.stdout.write(row('condition on one more', 40, () => gp.condition(place(), 0.5, 4e-4)));
process.stdout.write(
  row('draw 1,000 jointly', 5, () => gp.sample(candidates.slice(0, 1000), random)),
);
const network = createPerceptron(6, random);
const inputs = Array.from({ length: CANDIDATES }, () => [...place(), random.next()]);
process.stdout.write(row('perceptron, 10,000 outputs', 10, () => network.forward(inputs)));
