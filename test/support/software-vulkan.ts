import { existsSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Debian's package of Chromium keeps its software Vulkan driver (SwiftShader), and the loader beside it. */
const CHROMIUM = '/usr/lib/chromium';

/** The environment in which the webgpu provider finds a Vulkan driver, or why there is none. */
export type SoftwareVulkan =
  | { readonly env: Readonly<Record<string, string>>; readonly missing: null }
  | { readonly env: null; readonly missing: string };

/**
 * A software driver for the webgpu provider, which loads `libvulkan.so.1` and the driver its manifest names. Where there is
 * none, tests are skipped with the reason; under CI_REQUIRES_WEBGPU=1 they fail instead.
 */
export function softwareVulkan(): SoftwareVulkan {
  const driver = join(CHROMIUM, 'libvk_swiftshader.so');
  const loader = join(CHROMIUM, 'libvulkan.so.1');
  if (process.platform === 'linux' && existsSync(driver) && existsSync(loader)) {
    const folder = mkdtempSync(join(tmpdir(), 'tune-vulkan-'));
    // The loader alone: beside it lie Chromium's own builds of libraries that others need too.
    symlinkSync(loader, join(folder, 'libvulkan.so.1'));
    const manifest = join(folder, 'swiftshader.json');
    const icd = { library_path: driver, api_version: '1.1.0' };
    writeFileSync(manifest, JSON.stringify({ file_format_version: '1.0.0', ICD: icd }));
    const before = process.env['LD_LIBRARY_PATH'];
    const path = before === undefined ? folder : `${folder}:${before}`;
    return { env: { LD_LIBRARY_PATH: path, VK_DRIVER_FILES: manifest }, missing: null };
  }
  const missing = `no software Vulkan driver in ${CHROMIUM}: apt-get install chromium`;
  if (process.env['CI_REQUIRES_WEBGPU'] === '1') throw new Error(missing);
  return { env: null, missing };
}
