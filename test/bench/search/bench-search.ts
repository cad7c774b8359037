import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { STRATEGY_NAMES } from '../../../src/search/strategy-name.ts';
import { compareStrategies } from './compare-strategies.ts';
import { confidenceCalibration } from './confidence-calibration.ts';
import { curvesSvg } from './curves-svg.ts';
import { KNOWLEDGE_MODES, type KnowledgeMode } from './knowledge-modes.ts';
import { LIMIT_KINDS, type LimitKind } from './limits.ts';
import {
  comparisonTable,
  confidenceTable,
  effortTable,
  regretTables,
  surfacesTable,
} from './markdown-tables.ts';
import { playFolders } from './play-folder.ts';
import type { SurfaceFacts } from './play-surface.ts';
import type { SearchRun } from './search-run.ts';
import { ABLATIONS, PLAYABLE } from './strategy-of.ts';
import { type Summary, summarise } from './summarise.ts';

/**
 * Every strategy on every recorded surface, in tables and, with PLOTS, curves.
 *
 *   npm run bench:search [-- [--models FOLDER] folder of surfaces …]
 *     STRATEGIES=adaptive,gp  SEEDS=20  PROBES=30  BASE=adaptive  LIMITS=none|latency|memory
 *     TARGETS=yunet_n_dynamic,…  only these are played, and none of them is known to a search: what a model held out shows
 *     ABLATION=1 plays adaptive with each ingredient left out in turn
 *     KNOWLEDGE=left-out,other-hosts,cold,permuted,other-objective  OUT=results.json  PLOTS=datasets/plots
 */
const env = (name: string, otherwise: string): string => process.env[name] ?? otherwise;

function words<W extends string>(name: string, otherwise: string, known: readonly W[]): W[] {
  return env(name, otherwise)
    .split(',')
    .map((word) => {
      const found = known.find((k) => k === word);
      if (found === undefined)
        throw new Error(`${name}: ${word} is not one of ${known.join(', ')}`);
      return found;
    });
}

/** One folder per host. */
const RECORDED = ['datasets/surfaces/2-core', 'datasets/surfaces/2-core-zen5'];

const say = (text: string): void => void process.stdout.write(`${text}\n`);

interface Section {
  readonly mode: KnowledgeMode;
  readonly summaries: readonly Summary[];
  readonly comparisons: ReturnType<typeof compareStrategies>;
  readonly confidence: ReturnType<typeof confidenceCalibration>;
}

function sectionOf(
  mode: KnowledgeMode,
  runs: readonly SearchRun[],
  { strategies, base, facts }: { strategies: string[]; base: string; facts: SurfaceFacts[] },
): Section {
  return {
    mode,
    summaries: strategies.map((name) =>
      summarise(
        name,
        runs.filter((r) => r.strategy === name),
      ),
    ),
    comparisons: compareStrategies(runs, base, facts),
    confidence: confidenceCalibration(runs, facts),
  };
}

function saySection({ mode, summaries, comparisons, confidence }: Section, base: string): void {
  say(`\n## Knowledge: ${mode}\n\n${regretTables(summaries)}`);
  say(effortTable(summaries));
  if (comparisons.length > 0) say(comparisonTable(comparisons, base));
  if (confidence.length > 0) say(confidenceTable(confidence));
}

const { values, positionals } = parseArgs({
  options: { models: { type: 'string', multiple: true } },
  allowPositionals: true,
});
const folders = positionals.length === 0 ? RECORDED : positionals;
const known = STRATEGY_NAMES;
const usual = env('ABLATION', '') === '' ? known : ABLATIONS;
const strategies = words('STRATEGIES', usual.join(','), PLAYABLE);
const modes = words('KNOWLEDGE', 'left-out', KNOWLEDGE_MODES);
const [limits = 'none'] = words<LimitKind>('LIMITS', 'none', LIMIT_KINDS);
const base = env('BASE', strategies.includes('adaptive') ? 'adaptive' : (strategies[0] ?? ''));
const programme = {
  strategies,
  modes,
  limits,
  seeds: Number(env('SEEDS', '20')),
  mostProbes: Number(env('PROBES', '30')),
};
const began = performance.now();
const targets = env('TARGETS', '').split(',').filter(Boolean);
const models = values.models ?? [];
const { played, left } = await playFolders({ folders, models, programme, targets });
const facts = played.map((p) => p.facts);
const runs = played.flatMap((p) => p.runs);
const elapsedS = (performance.now() - began) / 1000;
say(surfacesTable(facts));
for (const line of left) say(`left out: ${line}`);
const single = facts.filter((f) => f.replicates === 1).length;
say(
  `${facts.length} surfaces, ${programme.seeds} seeds, ${runs.length} searches in ${elapsedS.toFixed(0)} s; limits: ${limits}. ` +
    (single > 0
      ? `${single} surfaces have one replicate: noise of its own standard error is added to it.`
      : 'Every observation is a replicate drawn at random.'),
);
const sections = modes.map((mode) =>
  sectionOf(
    mode,
    runs.filter((r) => r.mode === mode),
    { strategies, base, facts },
  ),
);
for (const section of sections) saySection(section, base);
const out = process.env['OUT'];
if (out !== undefined) {
  writeFileSync(out, `${JSON.stringify({ programme, targets, facts, left, sections }, null, 1)}\n`);
}
const plots = process.env['PLOTS'];
if (plots !== undefined) {
  mkdirSync(plots, { recursive: true });
  for (const mode of modes) {
    for (const against of ['probes', 'seconds'] as const) {
      const name = ['regret', `by-${against}`, mode, ...(limits === 'none' ? [] : [limits])];
      const svg = curvesSvg(
        runs.filter((r) => r.mode === mode),
        { strategies, against, mostProbes: programme.mostProbes },
      );
      writeFileSync(join(plots, `${name.join('-')}.svg`), svg);
    }
  }
}
