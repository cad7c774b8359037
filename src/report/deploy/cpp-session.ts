import type { Configuration } from '../../space/configuration.ts';
import { commentLines } from './comment-lines.ts';
import type { Deployment } from './deployment.ts';
import { instancesPlan } from './instances-plan.ts';
import { quotedC } from './quoted-c.ts';

const LEVEL = {
  disabled: 'ORT_DISABLE_ALL',
  basic: 'ORT_ENABLE_BASIC',
  extended: 'ORT_ENABLE_EXTENDED',
  all: 'ORT_ENABLE_ALL',
} as const;

/**
 * How providers are asked for: CUDA and TensorRT by structs of their own, the others by name (those that
 * `SessionOptions::AppendExecutionProvider` lists). Source: onnxruntime_cxx_api.h of ONNX Runtime 1.22.
 */
const PROVIDER: Readonly<Record<string, readonly string[]>> = {
  cpu: [],
  cuda: ['OrtCUDAProviderOptions cuda{};', 'options.AppendExecutionProvider_CUDA(cuda);'],
  tensorrt: [
    'OrtTensorRTProviderOptions tensorrt{};',
    'options.AppendExecutionProvider_TensorRT(tensorrt);',
  ],
  coreml: ['options.AppendExecutionProvider("CoreML");'],
  dml: ['options.AppendExecutionProvider("DML");'],
  openvino: ['options.AppendExecutionProvider("OpenVINO");'],
  qnn: ['options.AppendExecutionProvider("QNN");'],
  webgpu: ['options.AppendExecutionProvider("WebGPU");'],
  xnnpack: ['options.AppendExecutionProvider("XNNPACK");'],
};

/** A C++17 header with a function that makes one session of the configuration. */
export function cppSession({ configuration, model, origin }: Deployment): string {
  const lines = [
    ...commentLines('//', origin),
    ...commentLines('//', instancesPlan(configuration)),
    '#pragma once',
    '',
    '#include <filesystem>',
    '',
    '#include <onnxruntime_cxx_api.h>',
    '',
    'inline Ort::SessionOptions make_session_options() {',
    ...['Ort::SessionOptions options;', ...optionLines(configuration), 'return options;'].map(
      (line) => `  ${line}`,
    ),
    '}',
    '',
    '// A path is wide on Windows and UTF-8 elsewhere, as Ort::Session takes it.',
    'inline Ort::Session make_session(Ort::Env& env) {',
    `  const std::filesystem::path model = std::filesystem::u8path(${quotedC(model.path)});`,
    '  return Ort::Session(env, model.c_str(), make_session_options());',
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function optionLines(c: Configuration): readonly string[] {
  const entry = (pool: string): string =>
    `options.AddConfigEntry("session.${pool}.allow_spinning", "0");`;
  const provider = PROVIDER[c.provider] ?? [
    `options.AppendExecutionProvider(${quotedC(c.provider)});`,
  ];
  return [
    ...(c.intraOpThreads > 0 ? [`options.SetIntraOpNumThreads(${c.intraOpThreads});`] : []),
    ...(c.interOpThreads > 0 ? [`options.SetInterOpNumThreads(${c.interOpThreads});`] : []),
    ...(c.executionMode === 'parallel' ? ['options.SetExecutionMode(ORT_PARALLEL);'] : []),
    `options.SetGraphOptimizationLevel(${LEVEL[c.graphOptimization]});`,
    ...(c.memoryArena ? [] : ['options.DisableCpuMemArena();']),
    ...(c.spinning ? [] : [entry('intra_op'), entry('inter_op')]),
    ...provider,
  ];
}
