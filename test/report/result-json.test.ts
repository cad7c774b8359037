import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { inertJson } from '../../src/report/inert-json.ts';
import { resultJson } from '../../src/report/result-json.ts';
import { RESULT_SCHEMA } from '../../src/report/result-schema.ts';
import { resultText } from '../../src/report/result-text.ts';
import type { StudyResult } from '../../src/study/study-result.ts';
import { behaviourOf, conductScene, FAILED, type Scene, USUAL } from '../study/conduct.ts';
import { closed } from './closed-schema.ts';
import * as results from './results.ts';
import { NARROW } from './styles.ts';

const SCENES = Object.entries(results).filter(
  (entry): entry is [string, StudyResult] =>
    typeof entry[1] === 'object' && 'stoppedBecause' in entry[1],
);

const validate = new Ajv({ strict: false, allErrors: true }).compile(closed(RESULT_SCHEMA));

interface ParsedResult {
  readonly trials: readonly { readonly failure: unknown }[];
  readonly runners_up: readonly { readonly speedup_vs_default: unknown }[];
}

/** As a script reads it. */
function parsed(result: StudyResult, withEvidence = false): ParsedResult {
  return JSON.parse(inertJson(resultJson(result, { withEvidence })));
}

describe('the result as JSON', () => {
  it.each(SCENES)('has exactly what the schema describes: %s', (_name, result) => {
    for (const withEvidence of [false, true]) {
      validate(parsed(result, withEvidence));
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  it.each<[string, Scene]>([
    ['as usual', {}],
    ['with crashes', { behaviour: (c) => (c.batchSize > 2 ? FAILED : behaviourOf(50)) }],
    ['where nothing works', { behaviour: () => FAILED }],
    ['on a noisy machine, cut short', { noise: USUAL, header: { budgetS: 8 } }],
  ])('describes what a conducted study yields: %s', async (_name, scene) => {
    const { result } = await conductScene(scene);
    for (const withEvidence of [false, true]) {
      validate(parsed(result, withEvidence));
      expect(validate.errors ?? []).toEqual([]);
    }
    const text = resultText(result, { style: NARROW, isStored: true, rebatchedPath: null });
    expect(text).toMatch(/^model\.onnx: /);
  });

  it('is refused by the schema when anything guaranteed is missing', () => {
    const whole = parsed(results.CLEAR_GAIN);
    // Files of before there was a model behind any search have no start, those of before there were lengths or
    // loads none of these.
    for (const name of Object.keys(whole).filter(
      (n) => !['start', 'lengths', 'load'].includes(n),
    )) {
      const rest = Object.entries(whole).filter(([other]) => other !== name);
      expect(validate(Object.fromEntries(rest)), name).toBe(false);
    }
    expect(validate({ ...whole, elapsed_s: '58' })).toBe(false);
  });

  it('names units, and keeps what scripts were promised', () => {
    const json = parsed(results.CLEAR_GAIN);
    expect(json).toMatchObject({
      schema_version: 1,
      model: { path: 'models/squeezenet1.1.onnx', batchable: true, rebatched: false },
      host: { fingerprint: 'f1a2b3c4', usable_cores: 2 },
      objective: 'throughput',
      default: {
        configuration: { batch_size: 1, instances: 1, intra_op_threads: 0 },
        throughput_ips: { value: 104 },
        latency_ms: { p99: null },
      },
      recommendation: {
        configuration: {
          provider: 'cpu',
          batch_size: 4,
          instances: 2,
          intra_op_threads: 1,
          inter_op_threads: 0,
          execution_mode: 'sequential',
          graph_optimization: 'all',
          spinning: true,
          memory_arena: true,
        },
        speedup_vs_default: { value: 1.93, low: 1.88, high: 1.98 },
        keep_default: false,
        outputs: { status: 'equal' },
      },
      probes: 5,
      elapsed_s: 57.9,
      stopped_because: 'converged',
    });
  });
});

describe('what is not known, as JSON', () => {
  it('never gives a failed trial a number', () => {
    const failed = parsed(results.CLEAR_GAIN).trials[4];
    expect(failed).toMatchObject({ outcome: 'failed', throughput_ips: null, latency_ms: null });
    expect(failed?.failure).toMatchObject({ kind: 'out-of-memory' });
  });

  it('claims no speed-up over a default that failed', () => {
    const json = parsed(results.DEFAULT_FAILS);
    expect(json).toMatchObject({
      default: null,
      reference: { is_default: false },
      recommendation: { speedup_vs_default: null, speedup_vs_reference: { value: 1.93 } },
    });
  });

  it('has no bound that is not known', () => {
    const unsure: StudyResult = {
      ...results.CLEAR_GAIN,
      runnersUp: results.CLEAR_GAIN.runnersUp.map((f) => ({
        ...f,
        relative: { value: 1.2, low: 0, high: Infinity },
      })),
    };
    const [runnerUp] = parsed(unsure).runners_up;
    expect(runnerUp?.speedup_vs_default).toEqual({ value: 1.2, low: 0, high: null });
  });

  it('keeps hostile text exactly, and inert', () => {
    const text = inertJson(resultJson(results.HOSTILE));
    expect(text).not.toMatch(/[^\n\P{Cc}]|\p{Cf}/u);
    expect(JSON.parse(text).model.path).toBe(results.HOSTILE.header.model.path);
  });
});
