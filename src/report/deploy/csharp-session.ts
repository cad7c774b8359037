import type { Configuration } from '../../space/configuration.ts';
import { commentLines } from './comment-lines.ts';
import type { Deployment } from './deployment.ts';
import { instancesPlan } from './instances-plan.ts';

const LEVEL = {
  disabled: 'ORT_DISABLE_ALL',
  basic: 'ORT_ENABLE_BASIC',
  extended: 'ORT_ENABLE_EXTENDED',
  all: 'ORT_ENABLE_ALL',
} as const;

/** Providers by method and by name. Source: SessionOptions.shared.cs of Microsoft.ML.OnnxRuntime 1.22. */
const PROVIDER: Readonly<Record<string, string>> = {
  cuda: 'options.AppendExecutionProvider_CUDA();',
  tensorrt: 'options.AppendExecutionProvider_Tensorrt();',
  dml: 'options.AppendExecutionProvider_DML();',
  openvino: 'options.AppendExecutionProvider_OpenVINO();',
  coreml: 'options.AppendExecutionProvider("CoreML");',
  qnn: 'options.AppendExecutionProvider("QNN");',
  webgpu: 'options.AppendExecutionProvider("WebGPU");',
  xnnpack: 'options.AppendExecutionProvider("XNNPACK");',
};

/** A regular string literal of C#: JSON's escapes are among its own, everything beyond ASCII is written by code unit. */
export function quotedCsharp(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A C# source file with a class that makes one session of the configuration. */
export function csharpSession({ configuration, model, origin }: Deployment): string {
  const lines = [
    ...commentLines('//', origin),
    ...commentLines('//', instancesPlan(configuration)),
    'using Microsoft.ML.OnnxRuntime;',
    '',
    'public static class TunedSession',
    '{',
    `    public const string ModelPath = ${quotedCsharp(model.path)};`,
    `    public const int BatchSize = ${configuration.batchSize};`,
    `    public const int Instances = ${configuration.instances};`,
    '',
    '    public static SessionOptions MakeOptions()',
    '    {',
    '        var options = new SessionOptions();',
    ...optionLines(configuration).map((line) => `        ${line}`),
    '        return options;',
    '    }',
    '',
    '    public static InferenceSession MakeSession()',
    '    {',
    '        using var options = MakeOptions();',
    '        return new InferenceSession(ModelPath, options);',
    '    }',
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function optionLines(c: Configuration): readonly string[] {
  const entry = (pool: string): string =>
    `options.AddSessionConfigEntry("session.${pool}.allow_spinning", "0");`;
  const provider =
    PROVIDER[c.provider] ?? `options.AppendExecutionProvider(${quotedCsharp(c.provider)});`;
  return [
    ...(c.intraOpThreads > 0 ? [`options.IntraOpNumThreads = ${c.intraOpThreads};`] : []),
    ...(c.interOpThreads > 0 ? [`options.InterOpNumThreads = ${c.interOpThreads};`] : []),
    ...(c.executionMode === 'parallel'
      ? ['options.ExecutionMode = ExecutionMode.ORT_PARALLEL;']
      : []),
    `options.GraphOptimizationLevel = GraphOptimizationLevel.${LEVEL[c.graphOptimization]};`,
    ...(c.memoryArena ? [] : ['options.EnableCpuMemArena = false;']),
    ...(c.spinning ? [] : [entry('intra_op'), entry('inter_op')]),
    ...(c.provider === 'cpu' ? [] : [provider]),
  ];
}
