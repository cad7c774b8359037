import type { Configuration } from '../../space/configuration.ts';

/** A variable of the environment and why it has its value. Names and values need no quoting anywhere. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
  readonly comment: string;
}

/**
 * Variables of the process that serves. Those that libraries read keep other thread pools of the same process (NumPy,
 * OpenCV, tokenisers) from taking the cores the runtime was measured with; the `TUNE_` ones are for the server's own code.
 */
export function threadEnvironment(c: Configuration): readonly EnvironmentVariable[] {
  const threads = String(Math.max(1, c.intraOpThreads));
  const pools = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'].map((name) => ({
    name,
    value: threads,
    comment:
      'threads of other libraries in the process; the runtime itself takes its number from the session options',
  }));
  return [
    ...pools,
    {
      name: 'OMP_WAIT_POLICY',
      value: c.spinning ? 'ACTIVE' : 'PASSIVE',
      comment: 'whether idle threads of OpenMP spin',
    },
    ...own(c),
  ];
}

function own(c: Configuration): readonly EnvironmentVariable[] {
  const asDefault = "0 is the runtime's default: leave the option unset";
  return [
    ['PROVIDER', /^[a-z0-9]+$/.test(c.provider) ? c.provider : 'cpu', 'execution provider'],
    ['BATCH_SIZE', c.batchSize, 'samples per run'],
    ['INSTANCES', c.instances, 'processes with one session each'],
    ['INTRA_OP_THREADS', c.intraOpThreads, asDefault],
    ['INTER_OP_THREADS', c.interOpThreads, asDefault],
    ['EXECUTION_MODE', c.executionMode, 'sequential or parallel'],
    ['GRAPH_OPTIMIZATION', c.graphOptimization, 'disabled, basic, extended or all'],
    ['SPINNING', c.spinning, 'session.intra_op.allow_spinning and session.inter_op.allow_spinning'],
    ['MEMORY_ARENA', c.memoryArena, 'whether the runtime keeps freed memory'],
  ].map(([name, value, comment]) => ({
    name: `TUNE_${name}`,
    value: String(value),
    comment: String(comment),
  }));
}
