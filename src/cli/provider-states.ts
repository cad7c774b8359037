import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printable } from '../core/printable.ts';
import { writeModelFile } from '../input/write-model-file.ts';
import { writeModel } from '../onnx/write-model.ts';
import { runtimeInstallScript } from '../probe/installed-runtime.ts';
import { tryProvider } from '../probe/try-provider.ts';
import { startWorkerGuard } from '../probe/worker-guard.ts';
import type { HostFacts } from '../space/host-facts.ts';
import type { ProviderState } from '../space/provider-state.ts';
import { PROVIDER_FEED, providerModel } from './provider-model.ts';

/** Providers whose libraries the runtime's install script fetches, and what they themselves need of the system. */
const NEEDS: Readonly<Record<string, string>> = {
  cuda: 'CUDA 12 and cuDNN 9',
  tensorrt: 'CUDA 12, cuDNN 9 and TensorRT 10',
};

/**
 * What becomes of execution providers on this machine: those that are installed are tried, all at once, each in a process
 * of its own on a model of a few operators. In the order of `providers`. Rejects when aborted.
 */
export async function providerStates(
  providers: readonly string[],
  host: HostFacts,
  signal: AbortSignal,
): Promise<readonly ProviderState[]> {
  const folder = mkdtempSync(join(tmpdir(), 'onnx-tune-provider-'));
  const guard = startWorkerGuard();
  try {
    const path = join(folder, 'model.onnx');
    writeModelFile(path, writeModel(providerModel()));
    const model = { path, feeds: [PROVIDER_FEED], realFeeds: [], seed: 0 };
    return await Promise.all(
      providers.map(async (provider): Promise<ProviderState> => {
        if (!host.providers.includes(provider)) return notInstalled(provider, host);
        const reason = await tryProvider({ provider, model, guard }, signal);
        return reason === null
          ? { provider, status: 'works' }
          : {
              provider,
              status: 'broken',
              reason: printable(explained(provider, reason, host), 400),
            };
      }),
    );
  } finally {
    guard.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The runtime's reason, with what usually lies behind it. */
function explained(provider: string, reason: string, { platform }: HostFacts): string {
  const isVulkan = provider === 'webgpu' && platform.startsWith('linux') && /adapter/i.test(reason);
  return isVulkan ? `${reason} (on Linux it needs libvulkan.so.1 and a Vulkan driver)` : reason;
}

/** Every provider the runtime knows here, installed or not. */
export function knownProviders({ providers, lackingProviders = [] }: HostFacts): readonly string[] {
  return [...providers, ...lackingProviders];
}

/** Why a provider is not installed, and the one command that installs it where that helps. */
export function notInstalled(
  provider: string,
  { lackingProviders, gpus, platform, runtimeVersion }: HostFacts,
  script: string | null = runtimeInstallScript(),
): ProviderState {
  const status = 'not-installed';
  if (lackingProviders?.includes(provider) !== true) {
    const reason = `onnxruntime-node ${runtimeVersion} has no such provider on ${platform}`;
    return { provider, status, reason, command: null };
  }
  const needs = NEEDS[provider];
  const nvidia = (gpus ?? []).find((gpu) => gpu.vendor === undefined || gpu.vendor === 'nvidia');
  if (needs !== undefined && nvidia === undefined) {
    const reason =
      'no NVIDIA GPU with a driver was found (nvidia-smi), and its libraries are not installed';
    return { provider, status, reason, command: null };
  }
  const reason = `its libraries are not installed: the npm package does not carry them${needs === undefined ? '' : `; besides, it needs ${needs} on the system`}`;
  const canFetch = needs !== undefined && platform === 'linux-x64' && script !== null;
  const command = canFetch ? `node ${script} --onnxruntime-node-install=cuda12` : null;
  return { provider, status, reason, command };
}
