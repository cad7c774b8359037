import type { Configuration } from '../../space/configuration.ts';
import { bestConfiguration } from './best-configuration.ts';
import type { DashboardState } from './dashboard-state.ts';

/** The configuration that copying means: of the trial looked at or under the cursor, else the recommended or the best. */
export function shownConfiguration(state: DashboardState): Configuration | null {
  const trial = state.trials.find((t) => t.number === state.view.selected);
  return trial?.configuration ?? bestConfiguration(state);
}
