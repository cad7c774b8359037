import { codePanel } from './code-view.ts';
import { curvePanel } from './curve-view.ts';
import type { DashboardState } from './dashboard-state.ts';
import { footerPanel } from './footer-view.ts';
import { headerPanel } from './header-view.ts';
import { heatMapPanel } from './heat-map-view.ts';
import { helpPanel } from './help-view.ts';
import { layoutOf, type Slot } from './layout.ts';
import type { Look } from './look.ts';
import type { Panel } from './panel.ts';
import { paretoPanel } from './pareto-view.ts';
import { trialTablePanel } from './trial-table-view.ts';
import { trialPanel } from './trial-view.ts';

/** Panels side by side. */
export type Band = readonly Panel[];

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** The whole screen from top to bottom, at study time `nowS` (seconds). Every line has its exact width. */
export function screenOf(
  state: DashboardState,
  nowS: number,
  size: TerminalSize,
  look: Look,
): readonly Band[] {
  const { columns: width, headerLines, bands, footerLines } = layoutOf(size, state.view);
  return [
    [headerPanel(state, nowS, { width, height: headerLines }, look)],
    ...bands.map((slots) => slots.map((slot) => panelFor(slot, state, nowS, look))),
    [footerPanel(state, { width, height: footerLines }, look)],
  ];
}

function panelFor(slot: Slot, state: DashboardState, nowS: number, look: Look): Panel {
  switch (slot.panel) {
    case 'map':
      return heatMapPanel(state, slot, look);
    case 'curve':
      return curvePanel(state, nowS, slot, look);
    case 'pareto':
      return paretoPanel(state, slot, look);
    case 'trials':
      return trialTablePanel(state, slot, look);
    case 'trial':
      return trialPanel(state, slot, look);
    case 'help':
      return helpPanel(slot, look);
    case 'code':
      return codePanel(state, slot, look);
  }
}
