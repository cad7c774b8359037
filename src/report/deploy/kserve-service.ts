import { cpuHints } from './cpu-hints.ts';
import type { Deployment } from './deployment.ts';
import { podResources } from './kubernetes-deployment.ts';
import { yamlText } from './yaml-text.ts';

const HINTS = [
  'Put the model repository that `tune export --format triton` writes where storageUri points: its config.pbtxt sets the',
  'batch size, the instances and their threads. Fields: https://kserve.github.io/website/docs/reference/crd-api',
];

/**
 * An InferenceService of KServe (serving.kserve.io/v1beta1) on its Triton runtime: one pod that holds all instances, with
 * their processors and memory together.
 */
export function kserveService(deployment: Deployment): string {
  const { configuration, name, cores, memoryBytes, storageUri, model, origin } = deployment;
  const manifest = {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name, annotations: { 'onnx-tune/model-sha256': model.sha256 } },
    spec: {
      predictor: {
        minReplicas: 1,
        model: {
          modelFormat: { name: 'onnx' },
          runtime: 'kserve-tritonserver',
          protocolVersion: 'v2',
          storageUri,
          resources: podResources(configuration.provider, cores, memoryBytes),
        },
      },
    },
  };
  return yamlText(manifest, [...origin, ...HINTS, ...cpuHints(deployment)]);
}
