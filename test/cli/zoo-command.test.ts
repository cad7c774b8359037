import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { zooCommand } from '../../src/cli/commands/zoo-command.ts';
import type { ZooRequest } from '../../src/cli/zoo-commands.ts';
import { TuneError } from '../../src/core/tune-error.ts';
import { bytesInMemory } from '../../src/onnx/bytes-in-memory.ts';
import { readModel } from '../../src/onnx/read-model.ts';
import { ZOO } from '../../src/zoo/catalogue.ts';

async function run(request: ZooRequest): Promise<string> {
  let text = '';
  const stdout = {
    write: (more: string) => {
      text += more;
    },
  };
  expect(await zooCommand(request, { stdout, stderr: stdout, env: {} })).toBe(0);
  return text;
}

const temporary = (): string => mkdtempSync(join(tmpdir(), 'tune-test-'));

async function failure(request: ZooRequest): Promise<TuneError> {
  const error = await run(request).catch((thrown: unknown) => thrown);
  if (!(error instanceof TuneError)) throw error;
  return error;
}

describe('tune zoo list', () => {
  test('names every model, as text and as JSON', async () => {
    const text = await run({ action: 'list', json: false });
    const json = JSON.parse(await run({ action: 'list', json: true })) as {
      models: { name: string }[];
    };
    expect(json.models.map((m) => m.name)).toEqual(ZOO.map((m) => m.name));
    for (const { name } of ZOO) expect(text).toContain(`\n${name} `);
  });
});

describe('tune zoo build', () => {
  const request = { action: 'build', names: ['espcn'], folder: '', force: false } as const;

  test('writes the models named, each once, into a folder it makes', async () => {
    const folder = join(temporary(), 'new', 'folder');
    const names = ['espcn', 'conv-autoencoder', 'espcn'];
    const text = await run({ ...request, names, folder });
    expect(readdirSync(folder).sort()).toEqual(['conv-autoencoder.onnx', 'espcn.onnx']);
    expect(text).toContain(`20 KiB  ${join(folder, 'espcn.onnx')}`);
    const { graph } = readModel(bytesInMemory(readFileSync(join(folder, 'espcn.onnx'))));
    expect(graph.name).toBe('espcn');
  });

  test('overwrites only when told to, and otherwise writes nothing', async () => {
    const folder = temporary();
    writeFileSync(join(folder, 'espcn.onnx'), 'mine');
    const names = ['conv-autoencoder', 'espcn'];
    const error = await failure({ ...request, names, folder });
    expect(error.message).toContain('espcn.onnx exists already');
    expect(error.exitCode).toBe(2);
    expect(readdirSync(folder)).toEqual(['espcn.onnx']);
    await run({ ...request, folder, force: true });
    expect(readFileSync(join(folder, 'espcn.onnx')).length).toBeGreaterThan(1000);
  });

  test.each([
    ['resent-18', 'Did you mean resnet-18?'],
    ['xyzzy\u001b[2J', 'tune zoo list'],
  ])('says what may have been meant by %j', async (name, hint) => {
    const error = await failure({ ...request, names: ['espcn', name], folder: temporary() });
    expect(error.exitCode).toBe(2);
    expect(error.hint).toContain(hint);
    expect(error.message).not.toMatch(/\p{Cc}/u);
  });

  test('says where it cannot write', async () => {
    const file = join(temporary(), 'file');
    writeFileSync(file, '');
    const error = await failure({ ...request, folder: file });
    expect(error.message).toContain('cannot write');
    expect(error.exitCode).toBe(2);
  });
});
