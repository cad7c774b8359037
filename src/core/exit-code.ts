/** Process exit codes, the same for every command. */
export const EXIT = {
  ok: 0,
  /** A gate says regressed, or a target was missed. */
  missed: 1,
  usage: 2,
  /** The model cannot be read, is invalid or is not supported. */
  model: 3,
  /** The environment or every measurement failed, or no configuration is feasible. */
  environment: 4,
  inconclusive: 5,
  /** A defect in tune itself. */
  internal: 70,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
