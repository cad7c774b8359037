import { cpuHints } from './cpu-hints.ts';
import type { Deployment } from './deployment.ts';
import { dockerCpus, isOnGpu } from './docker-run.ts';
import { threadEnvironment } from './thread-environment.ts';
import { yamlText } from './yaml-text.ts';

/** A `compose.yaml` for Docker Compose (https://github.com/compose-spec/compose-spec) with limits of processors and memory. */
export function composeFile(deployment: Deployment): string {
  const { configuration, name, cores, memoryBytes, image, origin } = deployment;
  const variables = threadEnvironment(configuration);
  const limits = { cpus: dockerCpus(cores), memory: `${Math.ceil(memoryBytes / 2 ** 20)}m` };
  const gpu = { devices: [{ driver: 'nvidia', count: 'all', capabilities: ['gpu'] }] };
  const resources = isOnGpu(configuration.provider) ? { limits, reservations: gpu } : { limits };
  const service = {
    image,
    environment: Object.fromEntries(variables.map((v) => [v.name, v.value])),
    deploy: { resources },
  };
  return yamlText({ services: { [name]: service } }, [...origin, ...cpuHints(deployment)]);
}
