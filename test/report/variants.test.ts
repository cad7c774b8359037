import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parseConstraint } from '../../src/cli/options/parse-constraint.ts';
import { inertJson } from '../../src/report/inert-json.ts';
import { choiceText, contestTasksText } from '../../src/report/variants/choice-text.ts';
import type { StoredChoice } from '../../src/report/variants/stored-choice.ts';
import { choiceJson, variantsJson } from '../../src/report/variants/variants-json.ts';
import { CHOICE_SCHEMA, VARIANTS_SCHEMA } from '../../src/report/variants/variants-schema.ts';
import { variantsText } from '../../src/report/variants/variants-text.ts';
import type { ContestResult } from '../../src/variants/contest-result.ts';
import { accuracyMiss } from '../../src/variants/misses.ts';
import { FAILED } from '../study/conduct.ts';
import { holdContest, type SimulatedContest } from '../variants/simulated-contest.ts';
import { closed } from './closed-schema.ts';
import { NARROW, WIDE } from './styles.ts';

const ajv = new Ajv({ strict: false, allErrors: true });
const validVariants = ajv.compile(closed(VARIANTS_SCHEMA));
const validChoice = ajv.compile(closed(CHOICE_SCHEMA));

const exclusion = { kind: 'rejected', violations: [accuracyMiss(0.71, 0.74)] } as const;
const SCENES: readonly (readonly [string, SimulatedContest])[] = [
  [
    'with a loser of every kind',
    {
      minAccuracy: 0.74,
      constraints: [parseConstraint('throughput_ips>=70', '--constraint')],
      variants: [
        { name: 'resnet-50-fp32-with-a-rather-long-name.onnx', speed: 1, accuracy: 0.76 },
        { name: 'int8.onnx', speed: 1.5, accuracy: 0.75 },
        { name: 'slow.onnx', speed: 0.5, accuracy: 0.8 },
        { name: 'distilled.onnx', speed: 3, accuracy: 0.71, exclusion },
        { name: 'broken.onnx', speed: 1, accuracy: 0.8, fails: () => FAILED },
      ],
    },
  ],
  ['of one variant', { variants: [{ name: 'only.onnx', speed: 1 }] }],
  ['where nothing works', { variants: [{ name: 'a.onnx', speed: 1, fails: () => FAILED }] }],
  [
    'that was interrupted',
    { signal: AbortSignal.abort(), variants: [{ name: 'a.onnx', speed: 1 }] },
  ],
];

function choiceOf({ contest, standings }: ContestResult): StoredChoice {
  return {
    contest,
    bounds: contest,
    isAsked: true,
    standings,
    ageMs: 90_000,
    stale: new Map([[standings[0]?.variant.name ?? '', 'its file has changed']]),
    notes: ['This was measured with onnxruntime 1.29.0.'],
  };
}

describe.each(SCENES)('a contest %s', (_name, scene) => {
  it('is published as its schema describes it', async () => {
    const { result } = await holdContest(scene);
    validVariants(JSON.parse(inertJson(variantsJson(result))));
    expect(validVariants.errors ?? []).toEqual([]);
    validChoice(JSON.parse(inertJson(choiceJson(choiceOf(result)))));
    expect(validChoice.errors ?? []).toEqual([]);
  });

  it('fits the width it is given', async () => {
    const { result } = await holdContest(scene);
    for (const style of [WIDE, NARROW]) {
      const texts = [
        variantsText(result, { style, isStored: true }),
        choiceText(choiceOf(result), style),
      ];
      for (const text of texts) {
        const longest = Math.max(...text.split('\n').map((line) => line.length));
        expect(longest).toBeLessThanOrEqual(style.columns);
        expect(text).not.toContain('undefined');
      }
    }
  });
});

describe('the text of a contest', () => {
  it('says for every loser what kept it from winning', async () => {
    const scene = SCENES[0]?.[1];
    if (scene === undefined) throw new Error('there is a scene');
    const { result } = await holdContest(scene);
    const text = variantsText(result, { style: WIDE, isStored: true });
    expect(text).toMatch(/^faces: take int8\.onnx\n/);
    expect(text).toContain('distilled.onnx: misses accuracy>=0.74: it has 0.71');
    expect(text).toContain('slow.onnx: misses throughput_ips>=70:');
    expect(text).toContain('broken.onnx: crashed: ended by SIGSEGV');
    expect(text).toMatch(/as fast \(×\d/);
    expect(text).toContain('tune choose faces');
  });

  it('lists tasks', () => {
    expect(contestTasksText([], WIDE)).toContain('No task yet');
    const task = { task: 'faces', contests: 2, variants: 3, startedAt: '', hostFingerprint: 'ab' };
    expect(contestTasksText([{ ...task, ageMs: 7_200_000 }], WIDE)).toMatch(
      /faces +3 variants +2 h ago +ab/,
    );
  });
});
