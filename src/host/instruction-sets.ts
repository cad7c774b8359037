/**
 * Extensions the runtime's kernels choose between, weakest first, with the names under which /proc/cpuinfo (x86
 * flags, arm64 features) and macOS's sysctl report them. Source: MLAS' platform.cpp of onnxruntime.
 */
const EXTENSIONS: readonly (readonly [name: string, ...aliases: string[]])[] = [
  ['sse4_1', 'sse4.1'],
  ['avx', 'avx1.0'],
  ['f16c'],
  ['fma'],
  ['avx2'],
  ['avx_vnni', 'avxvnni'],
  ['avx512f'],
  ['avx512_vnni', 'avx512vnni'],
  ['avx512_bf16', 'avx512bf16'],
  ['avx512_fp16', 'avx512fp16'],
  ['amx_bf16'],
  ['amx_int8'],
  ['neon', 'asimd', 'advsimd'],
  ['fp16', 'asimdhp', 'feat_fp16'],
  ['dotprod', 'asimddp', 'feat_dotprod'],
  ['i8mm', 'feat_i8mm'],
  ['bf16', 'feat_bf16'],
  ['sve'],
  ['sve2'],
  ['sme', 'feat_sme'],
];

/** The extensions that matter for inference among those a CPU reports, in one fixed order and under one name each. */
export function instructionSets(reported: Iterable<string>): readonly string[] {
  const found = new Set([...reported].map((flag) => flag.toLowerCase()));
  return EXTENSIONS.filter((names) => names.some((name) => found.has(name))).map(([name]) => name);
}
