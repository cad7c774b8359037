import { describe, expect, it } from 'vitest';
import { chooseProviders } from '../../src/cli/choose-providers.ts';
import { notInstalled, providerStates } from '../../src/cli/provider-states.ts';
import type { HostFacts } from '../../src/space/host-facts.ts';
import { headerOf } from '../report/results.ts';
import { thrownTuneError } from '../support/thrown-tune-error.ts';

const never = new AbortController().signal;
const host = (changes: Partial<HostFacts> = {}): HostFacts => ({
  ...headerOf().host,
  platform: 'linux-x64',
  lackingProviders: ['cuda', 'tensorrt'],
  ...changes,
});
const gpus = [{ name: 'NVIDIA L4', memoryBytes: null, vendor: 'nvidia' as const }];
const SCRIPT = '/app/node_modules/onnxruntime-node/script/install.js';

describe('a provider whose libraries are not installed', () => {
  it('comes with the one command that installs them where a GPU could use them', () => {
    expect(notInstalled('cuda', host({ gpus }), SCRIPT)).toMatchObject({
      status: 'not-installed',
      reason: expect.stringContaining('CUDA 12 and cuDNN 9'),
      command: `node ${SCRIPT} --onnxruntime-node-install=cuda12`,
    });
  });

  it.each([
    ['without a GPU', 'cuda', host(), SCRIPT],
    [
      'on a platform the script has nothing for',
      'cuda',
      host({ gpus, platform: 'linux-arm64' }),
      SCRIPT,
    ],
    ['where the runtime has no script', 'tensorrt', host({ gpus }), null],
    ['that the runtime does not know here', 'dml', host({ gpus }), SCRIPT],
  ])('has no command %s', (_, provider, facts, script) => {
    const state = notInstalled(provider, facts, script);
    expect(state).toMatchObject({ status: 'not-installed', command: null });
  });
});

describe('the providers of a study', () => {
  const said: string[] = [];
  const choose = (provider: readonly string[] | undefined, facts = host()) => {
    said.length = 0;
    const knobs = provider === undefined ? {} : { provider };
    return chooseProviders(knobs, { facts }, (line) => said.push(line), never);
  };

  it('are left as they are where none is named, with a word about a GPU', async () => {
    expect(await choose(undefined)).toEqual({});
    expect(said).toEqual([]);
    await choose(undefined, host({ gpus }));
    expect(said.join()).toContain('NVIDIA L4');
  });

  it('are those that work: what is missing is left out and told', async () => {
    expect(await choose(['cpu', 'dml'])).toEqual({ provider: ['cpu'] });
    expect(said.join()).toContain('dml is left out: onnxruntime-node');
  });

  it('are all that work for auto, without a word about what nothing here could run', async () => {
    expect(await choose(['auto'])).toEqual({ provider: ['cpu'] });
    expect(said).toEqual(['note: searching providers cpu']);
    await choose(['auto'], host({ gpus }));
    expect(said.join()).toContain('cuda is left out');
    expect(said.join()).toContain('--onnxruntime-node-install=cuda12');
  });

  it('are an error of the environment where none works', async () => {
    const error = await choose(['cuda']).catch((e: unknown) => e);
    const thrown = thrownTuneError(() => {
      throw error;
    });
    expect(thrown.kind).toBe('environment');
    expect(thrown.message).toContain('cuda: no NVIDIA GPU');
  });

  it('are really tried: the CPU opens a session and runs', async () => {
    expect(await providerStates(['cpu'], host(), never)).toEqual([
      { provider: 'cpu', status: 'works' },
    ]);
  }, 30_000);
});
