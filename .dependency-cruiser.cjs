/** Allowed imports between layers. Read it top-down: each layer may use only what is listed (and itself). */
const layers = {
  core: [],
  stats: ['core'],
  // How long the sequences of requests are, and which of them share a run.
  lengths: ['core', 'stats'],
  onnx: ['core'],
  batching: ['core', 'onnx', 'lengths'],
  space: ['core'],
  zoo: ['core', 'onnx'],
  work: ['core', 'onnx'],
  signature: ['core', 'onnx', 'work', 'stats'],
  surrogate: ['core', 'stats'],
  // What the law expects is one of the things a search knows beforehand.
  cost: ['core', 'onnx', 'work', 'space', 'stats', 'surrogate', 'knowledge', 'load'],
  calibration: ['core', 'onnx', 'zoo', 'work', 'cost', 'space', 'study', 'stats'],
  knowledge: ['core', 'signature', 'space', 'stats'],
  search: ['core', 'space', 'stats', 'surrogate', 'knowledge'],
  load: ['core', 'stats'],
  study: ['core', 'space', 'search', 'stats', 'onnx', 'knowledge', 'load', 'lengths'],
  surface: ['core', 'space', 'study', 'stats'],
  gate: ['core', 'stats', 'space', 'study'],
  // Variants meet in the same kind of sessions as a lock and what it is checked against.
  variants: ['core', 'stats', 'space', 'study', 'gate'],
  report: [
    'core', 'study', 'space', 'stats', 'gate', 'knowledge', 'variants',
    'work', 'signature', 'cost', 'calibration', 'zoo', 'load',
  ],
  ui: ['core', 'study', 'space', 'stats', 'report'],
  probe: ['core', 'study', 'onnx', 'batching', 'space', 'stats', 'calibration', 'load', 'lengths'],
  store: ['core', 'study', 'space', 'calibration', 'knowledge', 'signature', 'variants'],
  host: ['core', 'space', 'study'],
  input: ['core', 'onnx'],
};

/** Layers that may read the operator catalogue. */
const withOperators = new Set(['batching', 'zoo', 'work', 'signature', 'cost', 'calibration', 'report']);

const layerRules = Object.entries(layers).map(([layer, allowed]) => ({
  name: `layer-${layer}`,
  severity: 'error',
  comment: `src/${layer} may import only: ${[layer, ...allowed].join(', ')}. Define a port in study/ or pass the value in from cli/.`,
  from: { path: `^src/${layer}/` },
  to: {
    path: '^(src|operators|bin|test)/',
    pathNot: [
      `^src/(${[layer, ...allowed].join('|')})/`,
      ...(withOperators.has(layer) ? ['^operators/'] : []),
    ],
  },
}));

const pure = '^(src/(core|stats|lengths|onnx|batching|space|zoo|work|signature|surrogate|cost|calibration|knowledge|search|load|study|surface|gate|variants|report)|operators)/';

const only = (name, module, path) => ({
  name,
  severity: 'error',
  comment: `${module} is imported only from ${path}`,
  from: { path: '^(src|bin|operators)/', pathNot: path },
  to: { path: `(^|/)node_modules/${module}/` },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'move the shared type down a layer',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'pure-core-has-no-io',
      severity: 'error',
      comment: 'the core takes clocks, randomness and bytes as arguments',
      from: { path: pure },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'operators-to-core-and-onnx-only',
      severity: 'error',
      comment: 'the operator catalogue is data: it knows graphs, nothing of measuring or searching',
      from: { path: '^operators/' },
      to: { path: '^(src|bin|test)/', pathNot: '^src/(core|onnx)/' },
    },
    {
      name: 'bin-to-cli-only',
      severity: 'error',
      from: { path: '^bin/' },
      to: { path: '^(src|operators)/', pathNot: '^src/cli/' },
    },
    {
      name: 'nothing-imports-cli-or-test',
      severity: 'error',
      comment: 'but the programming interface, which is put together from the same parts',
      from: { path: '^(src|operators)/', pathNot: '^src/(cli|api)/' },
      to: { path: '^(src/(cli|api)|bin|test)/' },
    },
    only('runtime-in-worker-only', 'onnxruntime-(node|common)', '^src/probe/worker/'),
    only('commander-in-cli-only', 'commander', '^src/cli/'),
    only('terminal-in-ui-only', '(ink|react|cli-progress)', '^src/ui/'),
    {
      name: 'cli-not-to-api',
      severity: 'error',
      comment: 'the programming interface is for programs outside',
      from: { path: '^src/cli/' },
      to: { path: '^src/api/' },
    },
    only('csv-in-report-and-surface-only', 'csv-(stringify|parse)', '^src/(report|surface)/'),
    // A quarter of a second to import: only what draws may wait for it.
    only('plots-in-html-only', '(@observablehq/plot|linkedom)', '^src/report/html/'),
    only('yaml-in-report-only', 'yaml', '^src/report/'),
    only('archives-in-cli-only', 'fflate', '^src/cli/'),
    only('matrices-in-surrogate-only', 'ml-matrix', '^src/surrogate/'),
    only('sqlite-in-store-only', 'libsql', '^src/store/'),
    only('postgres-in-store-only', 'pg', '^src/store/'),
    ...layerRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
