import type { Configuration } from '../../space/configuration.ts';
import type { DashboardState } from './dashboard-state.ts';

/** The configuration that is marked as the best: the recommended one once there is a result, else the best so far. */
export function bestConfiguration({ result, progress }: DashboardState): Configuration | null {
  return result?.recommendation?.configuration ?? progress.incumbent?.configuration ?? null;
}
