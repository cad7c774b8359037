/** An operator the runtime ran elsewhere than the provider of its configuration. */
export interface FallbackOperator {
  readonly operator: string;
  /** As the runtime calls it: `CPUExecutionProvider`. */
  readonly provider: string;
  /** Nodes of a run. */
  readonly count: number;
  /** Time of these nodes as a share of a run's. */
  readonly share: number;
}

/** Where the nodes of a configuration ran whose provider is not the CPU, as its profile shows. */
export interface Placement {
  /** Nodes of a run, in the graph as the runtime left it. */
  readonly nodes: number;
  /** Those that ran elsewhere. */
  readonly fallbackNodes: number;
  /** Their time as a share of a run's, copies to and from the device not counted. */
  readonly fallbackShare: number;
  /** Most time first. */
  readonly operators: readonly FallbackOperator[];
}
