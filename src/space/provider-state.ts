/** What trying an execution provider on this machine came to. */
export type ProviderState =
  /** It opened a session and ran. */
  | { readonly provider: string; readonly status: 'works' }
  /** Its code is installed, but it opens no session here or does not run. */
  | { readonly provider: string; readonly status: 'broken'; readonly reason: string }
  | {
      readonly provider: string;
      readonly status: 'not-installed';
      readonly reason: string;
      /** The command that installs it; null where it would not help, since nothing here could run it. */
      readonly command: string | null;
    };

/** Why a provider is not used, with the command that would change it. */
export function obstacleText(state: Exclude<ProviderState, { readonly status: 'works' }>): string {
  if (state.status === 'broken' || state.command === null) return state.reason;
  return `${state.reason}; install them with: ${state.command}`;
}
