/** Graph optimisation levels of the runtime, from none to all. */
export type GraphOptimization = 'disabled' | 'basic' | 'extended' | 'all';

/** `sequential` runs one operator at a time, `parallel` runs independent branches at once. */
export type ExecutionMode = 'sequential' | 'parallel';

/** One value for each knob: everything that decides how a model is served. */
export interface Configuration {
  /** Execution provider as the runtime names it in JavaScript: `cpu`, `webgpu`, … */
  readonly provider: string;
  /** Samples per run, at least 1. */
  readonly batchSize: number;
  /** Processes that each hold one session, at least 1. */
  readonly instances: number;
  /** Threads inside an operator; 0 is the runtime's default (one pinned thread per physical core), a value of its own. */
  readonly intraOpThreads: number;
  /** Threads across operators, used only by `parallel`; 0 is the runtime's default. */
  readonly interOpThreads: number;
  readonly executionMode: ExecutionMode;
  readonly graphOptimization: GraphOptimization;
  /** Whether idle pool threads spin before they sleep (the runtime's default is true). */
  readonly spinning: boolean;
  /** Whether the runtime keeps freed memory in an arena (the runtime's default is true). */
  readonly memoryArena: boolean;
  /**
   * How long the dynamic batcher holds a request back at most, for others to fill its batch, ms; `batchSize` is then the
   * batcher's maximum. Absent where no batcher stands in front and every run has `batchSize` samples.
   */
  readonly maxQueueDelayMs?: number;
}

/** What the runtime does when it is told nothing, at the model's own batch size. */
export function runtimeDefault(baseBatch: number, provider = 'cpu'): Configuration {
  return {
    provider,
    batchSize: baseBatch,
    instances: 1,
    intraOpThreads: 0,
    interOpThreads: 0,
    executionMode: 'sequential',
    graphOptimization: 'all',
    spinning: true,
    memoryArena: true,
  };
}

/** Identity of the session a configuration needs: equal keys can share processes, only fed with another batch size. */
export function sessionKey(c: Configuration): string {
  return [
    c.provider,
    `i${c.instances}`,
    `t${c.intraOpThreads}`,
    `o${c.interOpThreads}`,
    c.executionMode,
    c.graphOptimization,
    c.spinning ? 'spin' : 'nospin',
    c.memoryArena ? 'arena' : 'noarena',
  ].join('/');
}

/** Identity of a configuration. */
export function configurationKey(c: Configuration): string {
  const delay = c.maxQueueDelayMs === undefined ? '' : `/d${c.maxQueueDelayMs}`;
  return `${sessionKey(c)}/b${c.batchSize}${delay}`;
}
