/** One kernel the runtime ran, once. */
export interface KernelEvent {
  /** Name of the node in the graph as the runtime left it: fused and converted nodes have names of its own making. */
  readonly node: string;
  readonly opType: string;
  /** As the runtime calls it: `CPUExecutionProvider`. */
  readonly provider: string;
  /** Time of the kernel without that of kernels inside it (bodies of control flow), ms. */
  readonly ms: number;
  /** Shapes of its inputs and outputs with their types, in order; omitted ones are missing. */
  readonly inputs: readonly TracedTensor[];
  readonly outputs: readonly TracedTensor[];
}

/** A tensor as a trace shows it: type as the runtime calls it (`float`, `int64`), and sizes. */
export interface TracedTensor {
  readonly type: string;
  readonly dims: readonly number[];
}

interface TraceEvent {
  readonly cat?: string;
  readonly name?: string;
  readonly ts?: number;
  readonly dur?: number;
  readonly args?: {
    readonly op_name?: string;
    readonly provider?: string;
    readonly input_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
    readonly output_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
  };
}

const KERNEL = '_kernel_time';

/**
 * The kernels of every run in a Chrome trace the runtime wrote, run by run in order. Throws a SyntaxError where the text is no
 * JSON (a trace of a process that was killed is not complete).
 */
export function readTrace(trace: string): readonly (readonly KernelEvent[])[] {
  const events = (JSON.parse(trace) as readonly TraceEvent[]).filter((e) => e.dur !== undefined);
  const kernels = events
    .filter((e) => e.cat === 'Node' && e.name?.endsWith(KERNEL) === true)
    .sort((a, b) => startOf(a) - startOf(b) || endOf(b) - endOf(a));
  const runs = events
    .filter((e) => e.cat === 'Session' && e.name === 'model_run')
    .sort((a, b) => startOf(a) - startOf(b));
  let next = 0;
  return runs.map((run) => {
    const inside: TraceEvent[] = [];
    for (let k = kernels[next]; k !== undefined && startOf(k) <= endOf(run); k = kernels[++next])
      if (startOf(k) >= startOf(run)) inside.push(k);
    return ownTimes(inside);
  });
}

const startOf = (e: TraceEvent): number => e.ts ?? 0;
const endOf = (e: TraceEvent): number => startOf(e) + (e.dur ?? 0);

/** Takes the time of each kernel off the one around it. Kernels come ordered by start, outer ones first. */
function ownTimes(kernels: readonly TraceEvent[]): readonly KernelEvent[] {
  const own = kernels.map((e) => e.dur ?? 0);
  const open: number[] = [];
  kernels.forEach((kernel, i) => {
    while (open.length > 0 && endOf(kernels[open.at(-1) ?? 0] as TraceEvent) <= startOf(kernel))
      open.pop();
    const outer = open.at(-1);
    if (outer !== undefined && endOf(kernels[outer] as TraceEvent) >= endOf(kernel))
      own[outer] = (own[outer] ?? 0) - (kernel.dur ?? 0);
    open.push(i);
  });
  return kernels.map(({ name = '', args = {} }, i) => ({
    node: name.slice(0, -KERNEL.length),
    opType: args.op_name ?? '',
    provider: args.provider ?? '',
    ms: Math.max(0, own[i] ?? 0) / 1000,
    inputs: (args.input_type_shape ?? []).map(tracedTensor),
    outputs: (args.output_type_shape ?? []).map(tracedTensor),
  }));
}

function tracedTensor(entry: Readonly<Record<string, readonly number[]>>): TracedTensor {
  const [type = '', dims = []] = Object.entries(entry)[0] ?? [];
  return { type, dims };
}
