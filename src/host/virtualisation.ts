import { field } from './field-text.ts';
import type { HostSource } from './host-source.ts';

/** What firmware tables of virtual machines call themselves. Source: systemd's detect-virt. */
const VIRTUAL_FIRMWARE =
  /\b(?:KVM|QEMU|VMware|VirtualBox|innotek|Xen|Bochs|Parallels|BHYVE|Hyper-V|Virtual Machine|Google Compute Engine|OpenStack|Apple Virtualization)\b/i;

/**
 * Whether a hypervisor is below this kernel (containers alone do not count); null where it cannot be told. x86 says
 * so in its CPU flags; elsewhere the firmware's tables tell.
 */
export function readVirtualisation(source: HostSource): boolean | null {
  const cpuinfo = source.readText('/proc/cpuinfo');
  const flags = field(cpuinfo, 'flags');
  if (flags !== null) return flags.split(/\s+/).includes('hypervisor');
  if (source.readText('/sys/hypervisor/type') !== null) return true;
  const dmi = ['sys_vendor', 'product_name'].map((name) =>
    (source.readText(`/sys/class/dmi/id/${name}`) ?? '').trim(),
  );
  const [vendor = '', product = ''] = dmi;
  if (vendor === 'Amazon EC2') return !product.includes('.metal');
  if (VIRTUAL_FIRMWARE.test(dmi.join(' '))) return true;
  return dmi.every((text) => text === '') ? null : false;
}
