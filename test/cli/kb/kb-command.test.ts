import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { schemaCommand } from '../../../src/cli/commands/schema-command.ts';
import { openSqliteStore } from '../../../src/store/sqlite-store.ts';
import { signatureOf } from '../../contract/task-store-contract.ts';
import { archivedStudy } from '../../report/interchange/archived.ts';
import { headerOf, smallSpace, trialOf } from '../../study/fixtures.ts';
import { folder, knowledgeOf, runKb } from './run-kb.ts';

const path = '/home/anna/resnet-18.onnx';
const study = archivedStudy({ path, studyId: 'aa11' });
const failed = { ...archivedStudy({ studyId: 'bb22', state: 'interrupted', trials: 2 }) };
const allFailed = { ...failed, trials: failed.trials.slice(1) };

async function schemas(): Promise<Record<string, object>> {
  let text = '';
  const stdout = {
    write: (more: string) => {
      text += more;
    },
  };
  await schemaCommand({ stdout, stderr: stdout, env: {} });
  return JSON.parse(text);
}

describe('tune kb', () => {
  it.each([
    ['kb list', ['list']],
    ['kb show', ['show', 'resnet-18']],
    ['kb show', ['show', 'aa']],
    ['kb stats', ['stats']],
    ['kb prune', ['prune', '--keep', '0', '--dry-run']],
    ['kb verify', ['verify']],
  ])('prints JSON that fits the schema of %s: %j', async (name, words) => {
    const { code, out } = await runKb(...words, '--json', '--kb', await knowledgeOf(study));
    expect(code).toBe(0);
    const ajv = new Ajv({ strict: false });
    const fits = ajv.compile((await schemas())[name] ?? false);
    expect(fits(JSON.parse(out)), JSON.stringify(fits.errors)).toBe(true);
  });

  it('lists, shows and counts what is known, without folders and control characters', async () => {
    const kb = await knowledgeOf(
      study,
      archivedStudy({ path: 'a\u001b[2J.onnx', studyId: 'cc33' }),
    );
    const list = await runKb('list', '--kb', kb);
    expect(list.out).toContain('×1.50 (interval not known) batch 1');
    const shown = await runKb('show', 'resnet-18', '--kb', await knowledgeOf(study));
    expect(shown.out).toContain('resnet-18.onnx');
    expect(shown.out).toMatch(/×1\.22 +120\/s/);
    const run = await runKb('show', 'aa1', '--kb', kb);
    expect(run.out).toContain('2 measured, 0 pruned, 1 failed');
    const stats = await runKb('stats', '--kb', kb);
    expect(stats.out).toMatch(/trials +6\n/);
    for (const { out } of [list, shown, run, stats]) expect(out).not.toMatch(/anna|[^\P{Cc}\n]/u);
    const nothing = await runKb('show', 'resnet-81', '--kb', await knowledgeOf(study));
    expect(nothing.error?.hint).toBe('Did you mean resnet-18?');
    expect((await runKb('list', '--kb', await knowledgeOf())).out).toContain('tune kb seed');
  });
});

describe('tune kb export and import', () => {
  it('carry a knowledge base over, byte by byte the same, and twice is no harm', async () => {
    const kb = await knowledgeOf(study, allFailed);
    const store = openSqliteStore(kb);
    const model = {
      modelSha256: 'a'.repeat(64),
      name: 'ResNet-18',
      family: 'resnet',
      baseBatch: 1,
    };
    await store.saveSignature({ ...model, signature: signatureOf(2) });
    await store.close();
    const file = join(folder, 'round.jsonl');
    await runKb('export', '-o', file, '--kb', kb);
    const other = await knowledgeOf();
    const first = await runKb('import', file, '--json', '--kb', other);
    expect(JSON.parse(first.out)).toMatchObject({ added: 2, present: 0, signatures: 1 });
    const ajv = new Ajv({ strict: false });
    expect(ajv.validate((await schemas())['kb import'] ?? false, JSON.parse(first.out))).toBe(true);
    const again = await runKb('import', file, '--json', '--kb', other);
    expect(JSON.parse(again.out)).toMatchObject({ added: 0, present: 2, signatures: 0 });
    const text = readFileSync(file, 'utf8');
    expect((await runKb('export', '--kb', other)).out).toBe(text);
    const line = ajv.compile((await schemas())['kb export'] ?? false);
    for (const json of text.trim().split('\n')) expect(line(JSON.parse(json))).toBe(true);
  });

  it('take nothing of a file in which a line is wrong, and say which, unless told otherwise', async () => {
    const { out } = await runKb('export', '--kb', await knowledgeOf(study, allFailed));
    const file = join(folder, 'wrong.jsonl');
    writeFileSync(file, out.replace('"probeS":1.5', '"probeS":-1.5'));
    const kb = await knowledgeOf();
    const refused = await runKb('import', file, '--kb', kb);
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(/wrong\.jsonl:3: trial\.probeS should be at least 0/);
    expect((await runKb('list', '--json', '--kb', kb)).out).toContain('"tasks": []');
    const taken = await runKb('import', file, '--skip-invalid', '--json', '--kb', kb);
    expect(JSON.parse(taken.out)).toMatchObject({ added: 1 });
    expect(JSON.parse(taken.out).skipped).toHaveLength(2);
    expect((await runKb('import', join(folder, 'none'), '--kb', kb)).error?.message).toContain(
      'no file',
    );
  });

  it('extend a study that is shorter here, and refuse one that contradicts it', async () => {
    const longer = await knowledgeOf(archivedStudy({ trials: 5 }));
    const kb = await knowledgeOf(archivedStudy({ trials: 2 }));
    expect((await runKb('merge', longer, '--kb', kb)).out).toContain('1 extended');
    expect((await runKb('merge', kb, longer, '--kb', longer)).out).toContain('1 known already');
    const contrary = await knowledgeOf(archivedStudy({ trials: 6, throughput: 7 }));
    const refused = await runKb('merge', contrary, '--kb', kb);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('study aa11 contradicts the one that is there: trial 1 differs');
    const skipped = await runKb('merge', contrary, '--skip-invalid', '--kb', kb);
    expect(skipped.out).toContain(
      '0 new runs, 0 extended, 0 known already, 0 new signatures, 1 left out',
    );
  });
});

describe('tune kb prune', () => {
  const old = archivedStudy({ studyId: 'old1' });
  const removed = async (...words: string[]): Promise<string[]> => {
    const kb = await knowledgeOf(study, allFailed, {
      ...old,
      header: { ...old.header, startedAt: '2020-01-01T00:00:00.000Z' },
    });
    const { out } = await runKb('prune', ...words, '--json', '--kb', kb);
    return JSON.parse(out)
      .removed.map((run: { study_id: string }) => run.study_id)
      .sort();
  };

  it('removes what meets every condition', async () => {
    expect(await removed('--older-than', '4y')).toEqual(['old1']);
    expect(await removed('--failed')).toEqual(['bb22']);
    expect(await removed('--keep', '2')).toEqual(['old1']);
    expect(await removed('--keep', '5', '--older-than', '4y')).toEqual([]);
    expect(await removed('--model', 'resnet-18')).toEqual(['aa11']);
    expect(await removed('--host', 'simulated', '--keep', '0')).toEqual(['aa11', 'bb22', 'old1']);
    expect(await removed('--host', 'other')).toEqual([]);
    expect(await removed('--run', 'aa')).toEqual(['aa11']);
  });

  it('wants a condition, and never removes a study that runs or in a dry run', async () => {
    const kb = await knowledgeOf(study);
    const store = openSqliteStore(kb);
    await store.createStudy(headerOf({ studyId: 'running' }));
    await store.appendTrial('running', trialOf(1, smallSpace.reference));
    expect((await runKb('prune', '--kb', kb)).code).toBe(2);
    expect((await runKb('prune', '--older-than', 'soon', '--kb', kb)).error?.hint).toContain('90d');
    await runKb('prune', '--keep', '0', '--dry-run', '--kb', kb);
    expect(await store.studies()).toHaveLength(2);
    await runKb('prune', '--keep', '0', '--kb', kb);
    expect((await store.studies()).map((s) => s.studyId)).toEqual(['running']);
    await store.close();
  });
});
