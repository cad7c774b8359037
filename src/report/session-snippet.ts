import type { Configuration } from '../space/configuration.ts';

/** A string literal of JavaScript: ASCII only, quotes, line ends and controls escaped. */
function quoted(text: string): string {
  const inside = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  const ascii = inside.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `'${ascii}'`;
}

/** A string literal of Python: the same, but for characters beyond 16 bits, which Python has another escape for. */
function quotedPython(text: string): string {
  return JSON.stringify(text).replace(/[\u{7f}-\u{10ffff}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    return code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
  });
}

const OPTIMISATION_PYTHON = {
  disabled: 'ORT_DISABLE_ALL',
  basic: 'ORT_ENABLE_BASIC',
  extended: 'ORT_ENABLE_EXTENDED',
  all: 'ORT_ENABLE_ALL',
} as const;

const PROVIDER_PYTHON: Readonly<Record<string, string>> = {
  cpu: 'CPUExecutionProvider',
  cuda: 'CUDAExecutionProvider',
  tensorrt: 'TensorrtExecutionProvider',
  coreml: 'CoreMLExecutionProvider',
  dml: 'DmlExecutionProvider',
  webgpu: 'WebGpuExecutionProvider',
};

/**
 * The members of the session options object of onnxruntime-node, one line each. A thread count of 0 is left out: the
 * runtime's default is not the same as asking for as many threads. What equals the runtime's default is left out too.
 */
export function nodeOptionLines(c: Configuration): readonly string[] {
  const quiet = "{ allow_spinning: '0' }";
  return [
    `executionProviders: [${quoted(c.provider)}],`,
    ...(c.intraOpThreads > 0 ? [`intraOpNumThreads: ${c.intraOpThreads},`] : []),
    ...(c.interOpThreads > 0 ? [`interOpNumThreads: ${c.interOpThreads},`] : []),
    ...(c.executionMode === 'parallel' ? ["executionMode: 'parallel',"] : []),
    ...(c.graphOptimization === 'all'
      ? []
      : [`graphOptimizationLevel: ${quoted(c.graphOptimization)},`]),
    ...(c.memoryArena ? [] : ['enableCpuMemArena: false,']),
    ...(c.spinning ? [] : [`extra: { session: { intra_op: ${quiet}, inter_op: ${quiet} } },`]),
  ];
}

/** The statements that set onnxruntime.SessionOptions in Python, one line each; empty where all is default. */
export function pythonOptionLines(c: Configuration): readonly string[] {
  const entry = (name: string): string =>
    `options.add_session_config_entry("session.${name}.allow_spinning", "0")`;
  const level = OPTIMISATION_PYTHON[c.graphOptimization];
  return [
    ...(c.intraOpThreads > 0 ? [`options.intra_op_num_threads = ${c.intraOpThreads}`] : []),
    ...(c.interOpThreads > 0 ? [`options.inter_op_num_threads = ${c.interOpThreads}`] : []),
    ...(c.executionMode === 'parallel'
      ? ['options.execution_mode = ort.ExecutionMode.ORT_PARALLEL']
      : []),
    ...(c.graphOptimization === 'all'
      ? []
      : [`options.graph_optimization_level = ort.GraphOptimizationLevel.${level}`]),
    ...(c.memoryArena ? [] : ['options.enable_cpu_mem_arena = False']),
    ...(c.spinning ? [] : [entry('intra_op'), entry('inter_op')]),
  ];
}

const indented = (lines: readonly string[], by = '  '): string[] => lines.map((l) => by + l);

/** An ECMAScript module for onnxruntime-node that serves the model with this configuration, ready to paste. */
export function nodeSnippet(c: Configuration, modelPath: string): string {
  const options = ['const options = {', ...indented(nodeOptionLines(c)), '};'];
  const create = `const session = await InferenceSession.create(${quoted(modelPath)}, options);`;
  const use = `// Run ${c.batchSize === 1 ? 'one sample' : `batches of ${c.batchSize} samples`}: await session.run(feeds)`;
  const lines =
    c.instances === 1
      ? ["import { InferenceSession } from 'onnxruntime-node';", '', ...options, create, use]
      : [
          "import { fork } from 'node:child_process';",
          "import { fileURLToPath } from 'node:url';",
          "import { InferenceSession } from 'onnxruntime-node';",
          '',
          ...options,
          '',
          'if (process.send === undefined) {',
          '  // session.run() blocks its thread, so each instance is a process of its own.',
          `  const instances = Array.from({ length: ${c.instances} }, () => fork(fileURLToPath(import.meta.url)));`,
          "  // Hand each request to an idle one: instances[i].send(request); instances[i].on('message', respond);",
          '} else {',
          ...indented([
            create,
            "process.on('message', async (request) => {",
            `  // Make the feeds of the request, then: ${use.slice(3)}`,
            '});',
          ]),
          '}',
        ];
  return `${lines.join('\n')}\n`;
}

/** A Python script for onnxruntime that makes the session(s) of this configuration, ready to paste. */
export function pythonSnippet(c: Configuration, modelPath: string): string {
  const names = (c.provider === 'cpu' ? ['cpu'] : [c.provider, 'cpu']).map(
    (name) => PROVIDER_PYTHON[name] ?? name,
  );
  const create = `session = ort.InferenceSession(${quotedPython(modelPath)}, options, providers=[${names.map(quotedPython).join(', ')}])`;
  const use = `# Run ${c.batchSize === 1 ? 'one sample' : `batches of ${c.batchSize} samples`}: session.run(None, feeds)`;
  const several =
    c.instances === 1
      ? []
      : [`# Start ${c.instances} processes that each make this session and share the requests.`];
  const lines = [
    'import onnxruntime as ort',
    '',
    'options = ort.SessionOptions()',
    ...pythonOptionLines(c),
    ...several,
    create,
    use,
  ];
  return `${lines.join('\n')}\n`;
}
