import { cpuHints } from './cpu-hints.ts';
import type { Deployment } from './deployment.ts';
import { isOnGpu } from './docker-run.ts';
import { cpuQuantity, memoryQuantity } from './quantities.ts';
import { threadEnvironment } from './thread-environment.ts';
import { yamlText } from './yaml-text.ts';

const HINTS = [
  'One pod is one instance, since pods are how a cluster runs several processes. Requests equal limits: the pod is of class',
  'Guaranteed, and whole cores are its own where the node has the static CPU manager policy:',
  'https://kubernetes.io/docs/tasks/administer-cluster/cpu-management-policies/',
];

/** A Deployment of Kubernetes (apps/v1): a replica per instance, with the processors and memory of one. */
export function kubernetesDeployment(deployment: Deployment): string {
  const { configuration, name, image, instanceCores, instanceMemoryBytes, model } = deployment;
  const labels = { 'app.kubernetes.io/name': name };
  const container = {
    name: 'server',
    image,
    env: threadEnvironment({ ...configuration, instances: 1 }).map((v) => ({
      name: v.name,
      value: v.value,
    })),
    resources: podResources(configuration.provider, instanceCores, instanceMemoryBytes),
  };
  const manifest = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels, annotations: { 'onnx-tune/model-sha256': model.sha256 } },
    spec: {
      replicas: configuration.instances,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  };
  return yamlText(manifest, [...deployment.origin, ...HINTS, ...cpuHints(deployment)]);
}

/** Requests and limits of a container, equal. */
export function podResources(
  provider: string,
  cores: number,
  bytes: number,
): { readonly requests: object; readonly limits: object } {
  const gpu = isOnGpu(provider) ? { 'nvidia.com/gpu': '1' } : {};
  const amounts = { cpu: cpuQuantity(cores), memory: memoryQuantity(bytes), ...gpu };
  return { requests: amounts, limits: { ...amounts } };
}
