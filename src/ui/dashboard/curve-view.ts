import { formatDuration } from '../../core/format-duration.ts';
import { formatRatio } from '../../core/format-ratio.ts';
import type { DashboardState } from './dashboard-state.ts';
import type { Look } from './look.ts';
import { type Panel, type PanelSize, titledPanel } from './panel.ts';
import { createPlot, withAxes } from './plot.ts';
import { type Line, segment } from './segment.ts';

const LABEL = 6;

/** The best so far over time, at study time `nowS` (seconds). */
export function curvePanel(
  state: DashboardState,
  nowS: number,
  size: PanelSize,
  look: Look,
): Panel {
  const { curve } = state;
  const title = 'best so far';
  const [height, width] = [size.height - 2, size.width - LABEL - 1];
  const last = curve.at(-1);
  if (last === undefined || height < 2 || width < 4) {
    return titledPanel(title, '', waiting(), size, look);
  }
  const endS = Math.max(nowS, state.progress.endsAtS ?? state.progress.budgetS ?? nowS, 1e-3);
  const values = curve.map((p) => p.relative);
  const low = Math.min(1, ...values);
  // A flat line stands at the bottom, not nowhere.
  const high = Math.max(low * 1.05, ...values);
  const plot = createPlot(width, height, look);
  const points = curve.map((p) => ({ x: p.atS / endS, y: (p.relative - low) / (high - low) }));
  plot.steps(points, nowS / endS, 'good');
  const { times } = look.glyphs;
  const lines = withAxes(plot, {
    top: formatRatio(high, times),
    bottom: formatRatio(low, times),
    left: '0 s',
    right: formatDuration(1000 * endS),
    labelWidth: LABEL,
  });
  return titledPanel(title, `${formatRatio(last.relative, times)} default`, lines, size, look);
}

function waiting(): readonly Line[] {
  return [[segment('  the default is measured first', 'faint')]];
}
