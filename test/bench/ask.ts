import { createRandom, type Random } from '../../src/core/random.ts';
import type { KnownHead } from '../../src/knowledge/known-head.ts';
import { relevantTasks } from '../../src/knowledge/relevant-tasks.ts';
import type { KnownTask, SearchPrior } from '../../src/knowledge/search-prior.ts';
import { createAdaptive } from '../../src/search/adaptive/adaptive.ts';
import { ruleOfThumb } from '../../src/search/adaptive/rule-of-thumb.ts';
import { PART_NAMES, SIGNATURE_PARTS, type Signature } from '../../src/signature/signature.ts';
import type { Configuration } from '../../src/space/configuration.ts';
import type { SearchSpace } from '../../src/space/search-space.ts';
import { median } from '../../src/stats/median.ts';
import { sizedSpace } from './search/sized-space.ts';

/*
 * What the default strategy itself takes, with 1,000 SYNTHETIC tasks in the knowledge base and a space of about 10,000
 * configurations: 30 probes of one search, five searches. Run it alone on the machine: npm run bench:ask
 */

const TASKS = 1000;
const CORES = 64;
const CONFIGURATIONS = 10_000;
/** Of each task. */
const TRIALS = 60;
const PROBES = 30;
const SEARCHES = 5;
const NOISE = 0.03;

const MODEL = {
  baseBatch: 1,
  batchable: true,
  parallelBranches: false,
  bytesPerSample: 1e6,
  sessionBytes: 1e8,
};

function randomSignature(random: Random): Signature {
  const parts = PART_NAMES.map((part) => [part, SIGNATURE_PARTS[part].map(() => random.next())]);
  return { version: 1, batch: 1, parts: Object.fromEntries(parts) as Signature['parts'] };
}

/** A smooth landscape of its own for every model: the rule of thumb, bent. */
function landscape(random: Random, reference: Configuration): (c: Configuration) => number {
  const [batch, instances, threads] = [random.normal(), random.normal(), random.normal()];
  return (c) =>
    (ruleOfThumb([c], reference, CORES)[0] as number) +
    0.05 * batch * Math.log2(c.batchSize) +
    0.05 * instances * Math.log2(c.instances) +
    0.05 * threads * Math.log2(c.intraOpThreads || CORES);
}

/** The tasks that a search would take from so large a knowledge base. */
function tasksFor(random: Random, space: SearchSpace, head: KnownHead): readonly KnownTask[] {
  const heads = Array.from({ length: TASKS }, (_, i) => ({
    ...head,
    id: `task ${i}`,
    name: `task ${i}`,
    modelSha256: `${i}`,
    signature: randomSignature(random),
  }));
  return relevantTasks(head, heads).map((relevant) => {
    const of = landscape(random, space.reference);
    const drawn = random.shuffle([...space.configurations]).slice(0, TRIALS);
    return {
      name: relevant.head.name,
      similarity: relevant.similarity,
      hostSimilarity: relevant.hostSimilarity,
      origin: 'own',
      points: [space.reference, ...drawn].map((configuration) => ({
        configuration,
        value: of(configuration) + NOISE * random.normal(),
        standardError: NOISE,
        costS: 2,
      })),
    };
  });
}

/** The same shape as the cost law's, off by a little. */
function lawOf(space: SearchSpace): NonNullable<SearchPrior['law']> {
  const thumb = ruleOfThumb(space.configurations, space.reference, CORES);
  return space.configurations.map((_, i) => ({
    logRatio: thumb[i] as number,
    deviation: 0.16,
    throughputIps: 100,
    runMs: 10,
    margins: [],
  }));
}

/** Milliseconds of laying out one search, and of each ask with the tell before it. */
function search(seed: number): { readonly start: number; readonly asks: readonly number[] } {
  const random = createRandom(`ask ${seed}`);
  const head: KnownHead = {
    id: 'target',
    name: 'target',
    modelSha256: 'target',
    signature: randomSignature(random),
    hostParts: { cpu: 'synthetic' },
    origin: 'own',
    baseBatch: 1,
    trials: TRIALS,
  };
  const tasks = tasksFor(random, space, head);
  const truth = landscape(random, space.reference);
  const from = performance.now();
  const strategy = createAdaptive({
    space,
    random,
    prior: { law, tasks, operators: [] },
    constraints: 0,
    defaultThreads: CORES,
  });
  const start = performance.now() - from;
  const asks: number[] = [];
  let next: Configuration | undefined = space.reference;
  while (next !== undefined && asks.length < PROBES) {
    const isReference: boolean = next === space.reference;
    const asked = performance.now();
    strategy.tell({
      configuration: next,
      status: 'measured',
      value: isReference ? 0 : truth(next) + NOISE * random.normal(),
      standardError: isReference ? 0 : NOISE,
      feasible: true,
      margins: [],
      costS: 2,
    });
    next = strategy.ask(1, [])[0]?.configuration;
    asks.push(performance.now() - asked);
  }
  return { start, asks };
}

const space = sizedSpace(MODEL, CORES, CONFIGURATIONS);
const law = lawOf(space);
const runs = Array.from({ length: SEARCHES }, (_, seed) => search(seed));
const asks = runs.flatMap((run) => run.asks);
const say = (name: string, ms: readonly number[]): void => {
  const figures = `${median(ms).toFixed(1)} | ${Math.max(...ms).toFixed(1)}`;
  process.stdout.write(`| ${name} | ${ms.length} | ${figures} |\n`);
};
process.stdout.write(`${space.configurations.length} configurations, ${TASKS} tasks\n\n`);
process.stdout.write('| step | times | ms, median | most |\n| --- | --: | --: | --: |\n');
say(
  'lay out the search',
  runs.map((run) => run.start),
);
say('tell and ask', asks);
