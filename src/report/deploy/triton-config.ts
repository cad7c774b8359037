import { TuneError } from '../../core/tune-error.ts';
import type { Configuration } from '../../space/configuration.ts';
import { safeText } from '../safe-text.ts';
import { ASCII } from '../text-style.ts';
import { commentLines } from './comment-lines.ts';
import type { Deployment } from './deployment.ts';
import { quotedC } from './quoted-c.ts';
import { takesTritonBatches, tritonPort } from './triton-port.ts';

/** Where the keys are documented, for whoever reads the file. */
const SOURCES = [
  'Fields: https://github.com/triton-inference-server/common/blob/main/protobuf/model_config.proto',
  'Parameters: https://github.com/triton-inference-server/onnxruntime_backend#model-config-options',
];

/**
 * `optimization.graph.level` as the ONNX Runtime backend reads it; all optimisations are its default. Source: README of
 * triton-inference-server/onnxruntime_backend, "Model Config Options".
 */
const GRAPH_LEVEL = { disabled: 2, basic: -1, extended: 1, all: null } as const;

/** How Triton gets each provider: the kind of the instances, and the accelerator to name, if any. Source: the same README. */
const PROVIDER: Readonly<Record<string, { kind: string; accelerator: string | null }>> = {
  cpu: { kind: 'KIND_CPU', accelerator: null },
  openvino: {
    kind: 'KIND_CPU',
    accelerator: 'cpu_execution_accelerator: [ { name: "openvino" } ]',
  },
  cuda: { kind: 'KIND_GPU', accelerator: null },
  tensorrt: {
    kind: 'KIND_GPU',
    accelerator: 'gpu_execution_accelerator: [ { name: "tensorrt" } ]',
  },
};

/**
 * The `config.pbtxt` of a model in a repository of NVIDIA Triton, for its ONNX Runtime backend: text format of the message
 * `inference.ModelConfig`. Throws a `TuneError` (usage) for what the backend cannot serve.
 */
export function tritonConfig(deployment: Deployment): string {
  const { configuration: c, model, name, origin } = deployment;
  const provider = PROVIDER[c.provider];
  if (provider === undefined) {
    throw new TuneError('usage', `Triton's ONNX Runtime backend has no provider ${c.provider}`, {
      hint: `It has: ${Object.keys(PROVIDER).join(', ')}. Measure one of these, or export another format.`,
    });
  }
  const batched = takesTritonBatches(model);
  const lines = [
    ...commentLines('#', [...origin, ...limitsOf(c, batched, model.batchable), ...SOURCES]),
    `name: ${quotedC(name)}`,
    'backend: "onnxruntime"',
    `max_batch_size: ${batched ? c.batchSize : 0}`,
    ...model.inputs.flatMap((port) => tritonPort('input', port, batched)),
    ...model.outputs.flatMap((port) => tritonPort('output', port, batched)),
    'instance_group [',
    '  {',
    `    kind: ${provider.kind}`,
    `    count: ${c.instances}`,
    '  }',
    ']',
    ...(batched && c.batchSize > 1 ? dynamicBatching(deployment) : []),
    ...optimization(c, provider.accelerator),
    ...parameters(c),
  ];
  return `${lines.join('\n')}\n`;
}

function dynamicBatching(deployment: Deployment): readonly string[] {
  const { configuration, queueDelayUs, queueDelayIsMeasured, deadlineUs } = deployment;
  return [
    queueDelayIsMeasured
      ? '# As measured under the load: the longest a request waits for its batch to fill.'
      : '# Half the measured time of one run: a lone request waits no longer than that for company.',
    'dynamic_batching {',
    // A preferred size would send a batch off before its delay is over, which was not measured.
    ...(queueDelayIsMeasured ? [] : [`  preferred_batch_size: [ ${configuration.batchSize} ]`]),
    `  max_queue_delay_microseconds: ${queueDelayUs}`,
    ...(deadlineUs === null ? [] : queuePolicy(deadlineUs)),
    '}',
  ];
}

function queuePolicy(deadlineUs: number): readonly string[] {
  return [
    '  default_queue_policy {',
    '    timeout_action: REJECT',
    `    default_timeout_microseconds: ${deadlineUs}`,
    '  }',
  ];
}

function optimization(c: Configuration, accelerator: string | null): readonly string[] {
  const level = GRAPH_LEVEL[c.graphOptimization];
  if (level === null && accelerator === null) return [];
  return [
    'optimization {',
    ...(level === null ? [] : [`  graph { level: ${level} }`]),
    ...(accelerator === null ? [] : [`  execution_accelerators { ${accelerator} }`]),
    '}',
  ];
}

/** A count of 0 is the runtime's default in both worlds. */
function parameters(c: Configuration): readonly string[] {
  const parameter = (key: string, value: number): string =>
    `parameters { key: "${key}" value: { string_value: "${value}" } }`;
  return [
    parameter('intra_op_thread_count', c.intraOpThreads),
    ...(c.executionMode === 'parallel'
      ? [parameter('inter_op_thread_count', c.interOpThreads), parameter('execution_mode', 1)]
      : [parameter('execution_mode', 0)]),
    ...(c.memoryArena ? [] : [parameter('enable_mem_arena', 0)]),
  ];
}

/** What was measured but cannot be said here, so that nobody believes it was. */
function limitsOf(c: Configuration, batched: boolean, batchable: boolean): readonly string[] {
  const spinning =
    'Not in this file: idle threads that do not spin. The backend has no option for it.';
  const axis = `Not in this file: batches of ${c.batchSize}. Triton joins requests only along a first axis that every input and output has.`;
  return [
    'Triton runs the instances in one process; they were measured in one process each.',
    ...(c.spinning ? [] : [spinning]),
    ...(batchable && !batched ? [safeText(axis, ASCII)] : []),
  ];
}
