/** What the reports of a check say besides its outcome. */
export interface GateContext {
  readonly toolVersion: string;
  /** The lock file as seen from where reports are read: relative to the repository, with forward slashes. */
  readonly lockPath: string;
  readonly baselinePath: string | null;
  /** Whether an open question fails the check. */
  readonly strict: boolean;
}
