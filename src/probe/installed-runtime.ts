import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Folder of the installed onnxruntime-node. */
function installedRuntimeFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
}

/** Version of the installed onnxruntime-node, read off its package without loading it. */
export function installedRuntimeVersion(): string {
  const path = join(installedRuntimeFolder(), 'package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

/** The script of onnxruntime-node that fetches what its package does not carry; null where this version has none. */
export function runtimeInstallScript(): string | null {
  const path = join(installedRuntimeFolder(), 'script', 'install.js');
  return existsSync(path) ? path : null;
}

/** Whether the library of a provider that is not part of the runtime itself lies where its install script puts it. */
export function hasProviderLibrary(provider: string): boolean {
  const folder = join(installedRuntimeFolder(), 'bin');
  const pattern = new RegExp(`^(lib)?onnxruntime_providers_${provider}\\.(so|dll|dylib)$`);
  return existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(folder, entry.name, process.platform, process.arch))
        .some((place) => existsSync(place) && readdirSync(place).some((name) => pattern.test(name)))
    : false;
}
