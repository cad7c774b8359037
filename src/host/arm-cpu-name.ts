import { field } from './field-text.ts';

const IMPLEMENTER: Readonly<Record<string, string>> = {
  '0x41': 'Arm',
  '0x46': 'Fujitsu',
  '0x48': 'HiSilicon',
  '0x4e': 'NVIDIA',
  '0x51': 'Qualcomm',
  '0x61': 'Apple',
  '0x6d': 'Microsoft',
  '0xc0': 'Ampere',
};

/** Cores by implementer and part number, as in the table of util-linux's lscpu-arm.c. */
const CORE: Readonly<Record<string, string>> = {
  '0x41/0xd03': 'Cortex-A53',
  '0x41/0xd05': 'Cortex-A55',
  '0x41/0xd08': 'Cortex-A72',
  '0x41/0xd0b': 'Cortex-A76',
  '0x41/0xd0c': 'Neoverse-N1',
  '0x41/0xd40': 'Neoverse-V1',
  '0x41/0xd41': 'Cortex-A78',
  '0x41/0xd42': 'Cortex-A78AE',
  '0x41/0xd44': 'Cortex-X1',
  '0x41/0xd49': 'Neoverse-N2',
  '0x41/0xd4f': 'Neoverse-V2',
  '0x41/0xd84': 'Neoverse-V3',
  '0x41/0xd8e': 'Neoverse-N3',
  '0x46/0x001': 'A64FX',
  '0x48/0xd01': 'Kunpeng-920',
  '0x4e/0x004': 'Carmel',
  '0x51/0x001': 'Oryon',
  '0x6d/0xd49': 'Azure-Cobalt-100',
  '0xc0/0xac3': 'Ampere-1',
  '0xc0/0xac4': 'Ampere-1a',
};

/** Name of an arm64 CPU, whose kernel gives numbers only; null where /proc/cpuinfo has none. */
export function armCpuName(cpuinfo: string): string | null {
  const implementer = field(cpuinfo, 'CPU implementer')?.toLowerCase();
  const part = field(cpuinfo, 'CPU part')?.toLowerCase();
  if (implementer === undefined || part === undefined) return null;
  const maker = IMPLEMENTER[implementer] ?? `implementer ${implementer}`;
  return `${maker} ${CORE[`${implementer}/${part}`] ?? `part ${part}`}`;
}
