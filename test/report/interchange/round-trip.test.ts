import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  headLine,
  type LineDetail,
  modelLine,
  studyLines,
} from '../../../src/report/interchange/knowledge-lines.ts';
import { readKnowledge } from '../../../src/report/interchange/read-knowledge.ts';
import type { ArchivedStudy } from '../../../src/study/knowledge-archive.ts';
import { signatureOf } from '../../contract/task-store-contract.ts';
import { archivedStudy, archivedUnderLoad, LATEST } from './archived.ts';

const LEAN: LineDetail = { full: false, places: false };
const FULL: LineDetail = { full: true, places: true };

const numbers = fc.double({ min: 1e-300, max: 1e9, noNaN: true });
const changes = fc.record({
  studyId: fc.stringMatching(/^[a-f0-9]{4,12}$/),
  throughput: numbers,
  ratio: fc.double({ min: -50, max: 50, noNaN: true }).filter((x) => !Object.is(x, -0)),
  reason: fc.string({ unit: 'binary', maxLength: 40 }),
  trials: fc.integer({ min: 0, max: 6 }),
  state: fc.constantFrom('finished' as const, 'interrupted' as const, 'running' as const),
});

async function again(lines: readonly string[], detail: LineDetail): Promise<readonly string[]> {
  const { studies, models, problems } = await readKnowledge(lines, LATEST);
  expect(problems).toEqual([]);
  return [headLine(), ...models.map(modelLine), ...studies.flatMap((s) => studyLines(s, detail))];
}

describe('a knowledge base as lines', () => {
  it('is the same, byte by byte, when it is read and written again', async () => {
    await fc.assert(
      fc.asyncProperty(changes, fc.constantFrom(LEAN, FULL), async (given, detail) => {
        const lines = [headLine(), ...studyLines(archivedStudy(given), detail)];
        expect(await again(lines, detail)).toEqual(lines);
      }),
    );
  });

  it('keeps every number and text of a study exactly where everything is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(changes, async (given) => {
        const study = archivedStudy({ ...given, state: 'interrupted' });
        const { studies } = await readKnowledge([headLine(), ...studyLines(study, FULL)], LATEST);
        expect(studies).toEqual([study]);
      }),
    );
  });

  it.each(['latency', 'goodput'] as const)(
    'keeps the load of a study for %s, and what was found of it',
    async (objective) => {
      const study = await archivedUnderLoad(objective);
      const { studies, problems } = await readKnowledge(
        [headLine(), ...studyLines(study, FULL)],
        LATEST,
      );
      expect(problems).toEqual([]);
      expect(studies).toEqual([study]);
      expect(studies[0]?.header.load?.offered.text).toBe('poisson:200/s');
      const lean = [headLine(), ...studyLines(study, LEAN)];
      expect(await again(lean, LEAN)).toEqual(lean);
      const [trial] = (await readKnowledge(lean, LATEST)).studies[0]?.trials ?? [];
      const load = trial?.status === 'measured' ? trial.measurement.load : undefined;
      expect(load?.bounds).toHaveLength(1);
      expect(load?.goodput === null).toBe(objective !== 'goodput');
    },
  );

  it('holds no folder, no command line and nothing bulky unless asked', () => {
    const study = archivedStudy({
      path: '/home/anna/secret/model.onnx',
      command: ['tune', '/home/anna/secret/model.onnx'],
      options: { input: ['/home/anna/x.npz'], kb: ['/home/anna/kb.db'], batch: ['1,2'] },
      trials: 2,
    });
    const text = studyLines(study, LEAN).join('\n');
    expect(text).not.toContain('anna');
    expect(text).toContain('"path":"model.onnx"');
    expect(text).toContain('"options":{"batch":["1,2"],"input":["x.npz"]}');
    expect(text).toContain('"slices":[]');
    expect(studyLines(study, FULL).join('\n')).toContain('"command":["tune","/home/anna');
  });

  it('escapes what a terminal would obey or hide, and stays JSON of the same text', () => {
    const reason = 'a\u001b[2J\u202eb\u0085c';
    const [, line = ''] = studyLines(archivedStudy({ reason, trials: 1 }), LEAN);
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(JSON.parse(line).trial.reason).toBe(reason);
  });
});

describe('lines of a knowledge base', () => {
  it('keeps signatures, and leaves out those of another version', async () => {
    const model = {
      modelSha256: 'a'.repeat(64),
      name: '/x/ResNet-50',
      family: 'resnet',
      baseBatch: 1,
    };
    const line = modelLine({ ...model, signature: signatureOf(3) });
    const old = line.replace(/"version":\d+/, '"version":999').replace('aaaa', 'bbbb');
    const { models, problems } = await readKnowledge([headLine(), line, old], LATEST);
    expect(problems).toEqual([]);
    expect(models.map((m) => [m.name, m.family])).toEqual([['ResNet-50', 'resnet']]);
    expect(modelLine(models[0] as (typeof models)[number])).toBe(line);
  });

  it('takes lines in any order, and those that git left twice', async () => {
    const study: ArchivedStudy = archivedStudy({ trials: 3 });
    const [head = '', ...lines] = [headLine(), ...studyLines(study, LEAN)];
    const mixed = [head, ...lines.toReversed(), ...lines, head, ''];
    const { studies, problems } = await readKnowledge(mixed, LATEST);
    expect(problems).toEqual([]);
    expect(studies.flatMap((s) => studyLines(s, LEAN))).toEqual(lines);
  });
});
