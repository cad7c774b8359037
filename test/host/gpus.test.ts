import { describe, expect, it } from 'vitest';
import { createDeviceMonitor } from '../../src/host/device-monitor.ts';
import { readHostFacts } from '../../src/host/read-host-facts.ts';
import { recordedHost } from './recorded-host.ts';

const RUNTIME = { version: '1.30.0', providers: ['cpu'] };
const GPUS =
  '$ nvidia-smi --query-gpu=name,driver_version,memory.total,memory.used,utilization.gpu --format=csv,noheader,nounits:';
const APPS = '$ nvidia-smi --query-compute-apps=pid,used_memory --format=csv,noheader,nounits:';
const DRIVER = '/proc/driver/nvidia/version:NVRM version: 550.54\n';
const MIB = 2 ** 20;

const gpusOf = async (text: string) => (await readHostFacts(recordedHost(text), RUNTIME)).gpus;

describe('the GPUs of a host', () => {
  it('come from nvidia-smi with driver, memory and use', async () => {
    const [gpu] = (await gpusOf(`${DRIVER}${GPUS}NVIDIA H100, 535.104.05, 81559, 512, 12\n`)) ?? [];
    expect(gpu).toEqual({
      name: 'NVIDIA H100',
      vendor: 'nvidia',
      driverVersion: '535.104.05',
      memoryBytes: 81559 * MIB,
      memoryUsedBytes: 512 * MIB,
      utilisation: 0.12,
    });
  });

  it('are told as far as the driver tells', async () => {
    const [gpu] =
      (await gpusOf(`${DRIVER}${GPUS}GRID K1, [N/A], [Not Supported], [N/A], [N/A]\n`)) ?? [];
    expect(gpu).toMatchObject({ name: 'GRID K1', memoryBytes: null, utilisation: null });
    expect(gpu?.driverVersion).toBeNull();
  });

  it('are none where nvidia-smi only complains, or the driver is not loaded', async () => {
    const complaint = 'NVIDIA-SMI has failed because it could not communicate with the driver.\n';
    expect(await gpusOf(`${DRIVER}${GPUS}${complaint}`)).toEqual([]);
    expect(await gpusOf(`${GPUS}NVIDIA H100, 535.104.05, 81559, 512, 12\n`)).toEqual([]);
  });

  it("of AMD come from the kernel's files, those of a Mac from system_profiler", async () => {
    const card = '/sys/class/drm/card1/device';
    const amd = [
      '/sys/class/drm/card0/device/vendor:0x8086',
      `${card}/vendor:0x1002`,
      `${card}/device:0x744c`,
      `${card}/mem_info_vram_total:25753026560`,
      `${card}/mem_info_vram_used:1073741824`,
      `${card}/gpu_busy_percent:3`,
      '/sys/class/drm/card1-DP-1/status:connected',
    ];
    expect(await gpusOf(`${amd.join('\n')}\n`)).toEqual([
      {
        name: 'AMD GPU 0x744c',
        vendor: 'amd',
        driverVersion: null,
        memoryBytes: 25753026560,
        memoryUsedBytes: 2 ** 30,
        utilisation: 0.03,
      },
    ]);
    const profile = '{"SPDisplaysDataType":[{"sppci_model":"Apple M2","_name":"M2"}]}';
    const mac = `# os: platform=darwin arch=arm64 parallelism=8\n$ system_profiler SPDisplaysDataType -json:${profile}\n`;
    expect(await gpusOf(mac)).toMatchObject([{ name: 'Apple M2', memoryBytes: null }]);
  });

  it('leave the fingerprint alone but for the names of those it always knew', async () => {
    const print = async (text: string) =>
      (await readHostFacts(recordedHost(text), RUNTIME)).fingerprint;
    const none = await print('');
    const amd = '/sys/class/drm/card0/device/vendor:0x1002\n';
    expect(await print(amd)).toBe(none);
    const idle = await print(`${DRIVER}${GPUS}NVIDIA H100, 535.104.05, 81559, 0, 0\n`);
    const busy = await print(`${DRIVER}${GPUS}NVIDIA H100, 550.54.15, 81559, 70000, 99\n`);
    expect(busy).toBe(idle);
    expect(idle).not.toBe(none);
  });
});

describe('the device monitor', () => {
  const two = `${DRIVER}${GPUS}A, 1.2, 1000, 300, 40\n${GPUS}B, 1.2, 1000, 100, 90\n`;

  it('sums the memory of the processes asked about, and shows the busiest GPU', async () => {
    const apps = `${APPS}11, 200\n${APPS}12, 50\n${APPS}99, 7\n`;
    const monitor = createDeviceMonitor(recordedHost(two + apps));
    expect(await monitor.read([11, 12])).toEqual({
      processBytes: 250 * MIB,
      usedBytes: 400 * MIB,
      utilisation: 0.9,
    });
  });

  it('does not know the memory of processes that the driver lists under other numbers, or not at all', async () => {
    const monitor = createDeviceMonitor(recordedHost(`${two}${APPS}4711, 200\n`));
    expect(await monitor.read([11])).toMatchObject({ processBytes: null, usedBytes: 400 * MIB });
    const hidden = createDeviceMonitor(recordedHost(`${two}${APPS}11, [N/A]\n`));
    expect((await hidden.read([11])).processBytes).toBeNull();
  });

  it('knows nothing on a machine without a GPU', async () => {
    const monitor = createDeviceMonitor(recordedHost(''));
    expect(await monitor.read([1])).toEqual({
      processBytes: null,
      usedBytes: null,
      utilisation: null,
    });
  });
});
