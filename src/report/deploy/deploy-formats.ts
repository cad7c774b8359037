import { nearestName } from '../../core/nearest-name.ts';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import { nodeSnippet, pythonSnippet } from '../session-snippet.ts';
import { commentLines } from './comment-lines.ts';
import { composeFile } from './compose-file.ts';
import { cppSession } from './cpp-session.ts';
import { csharpSession } from './csharp-session.ts';
import type { Deployment } from './deployment.ts';
import { dockerRun } from './docker-run.ts';
import { environmentFile } from './environment-file.ts';
import { instancesPlan } from './instances-plan.ts';
import { kserveService } from './kserve-service.ts';
import { kubernetesDeployment } from './kubernetes-deployment.ts';
import { servingBatching } from './serving-batching.ts';
import { tritonConfig } from './triton-config.ts';

/** A kind of file that a recommendation can be written as. */
export interface DeployFormat {
  readonly name: string;
  readonly description: string;
  /** Path of the file in an export folder; `name` is the deployment's. */
  readonly fileIn: (name: string) => string;
  /** Where the model lies beside it; null where the file does not name one. */
  readonly modelIn: ((name: string) => string) | null;
  /** The text of the file. Throws a `TuneError` (usage) where the format cannot say what was measured. */
  readonly render: (deployment: Deployment) => string;
}

const beside = (): string => 'model.onnx';
const headed =
  (mark: string, snippet: typeof nodeSnippet) =>
  ({ configuration, model, origin }: Deployment): string => {
    const head = commentLines(mark, [...origin, ...instancesPlan(configuration)]);
    return `${head.join('\n')}\n${snippet(configuration, model.path)}`;
  };

const format = (
  name: string,
  description: string,
  file: string | ((name: string) => string),
  render: DeployFormat['render'],
  modelIn: DeployFormat['modelIn'] = null,
): DeployFormat => ({
  name,
  description,
  fileIn: typeof file === 'string' ? () => file : file,
  modelIn,
  render,
});

export const DEPLOY_FORMATS: readonly DeployFormat[] = [
  format(
    'node',
    'onnxruntime-node, an ECMAScript module',
    'serve.mjs',
    headed('//', nodeSnippet),
    beside,
  ),
  format('python', 'onnxruntime for Python', 'serve.py', headed('#', pythonSnippet), beside),
  format('cpp', 'ONNX Runtime for C++17', 'tuned_session.hpp', cppSession, beside),
  format('csharp', 'Microsoft.ML.OnnxRuntime for C#', 'TunedSession.cs', csharpSession, beside),
  format(
    'triton',
    'NVIDIA Triton, config.pbtxt in a model repository',
    (name) => `${name}/config.pbtxt`,
    tritonConfig,
    (name) => `${name}/1/model.onnx`,
  ),
  format(
    'tf-serving',
    'batching parameters as TensorFlow Serving reads them',
    'batching.pbtxt',
    servingBatching,
  ),
  format('kserve', 'KServe InferenceService, on Triton', 'inference-service.yaml', kserveService),
  format(
    'kubernetes',
    'Kubernetes Deployment, a pod per instance',
    'deployment.yaml',
    kubernetesDeployment,
  ),
  format('compose', 'Docker Compose, with limits', 'compose.yaml', composeFile),
  format('docker', 'docker run with limits, a shell script', 'docker-run.sh', dockerRun),
  format('env', 'environment variables', 'serve.env', environmentFile),
];

/** The format of that name. Throws a `TuneError` (usage) with what was likely meant. */
export function deployFormat(name: string, label: string): DeployFormat {
  const found = DEPLOY_FORMATS.find((f) => f.name === name);
  if (found !== undefined) return found;
  const names = DEPLOY_FORMATS.map((f) => f.name);
  const meant = nearestName(name, names);
  throw new TuneError('usage', `${label} does not know "${printable(name, 40)}"`, {
    hint: `${meant === null ? '' : `Did you mean ${meant}? `}Formats: ${names.join(', ')}, or all.`,
  });
}
