import { formatDuration } from '../../core/format-duration.ts';
import { formatRate } from '../../core/format-rate.ts';
import { configurationKey } from '../../space/configuration.ts';
import { bestConfiguration } from './best-configuration.ts';
import type { DashboardState } from './dashboard-state.ts';
import type { Look } from './look.ts';
import { type Panel, type PanelSize, titledPanel } from './panel.ts';
import { type TradeOff, tradeOffs } from './pareto.ts';
import { createPlot, withAxes } from './plot.ts';
import { segment } from './segment.ts';
import type { Tone } from './tone.ts';

const LABEL = 7;

/** Throughput (up) against the time of a run (to the right, logarithmic): the front, the others, the best and the selected. */
export function paretoPanel(state: DashboardState, size: PanelSize, look: Look): Panel {
  const points = tradeOffs(state.trials);
  const title = 'throughput by latency';
  const [height, width] = [size.height - 2, size.width - LABEL - 1];
  if (points.length === 0 || height < 2 || width < 4) {
    return titledPanel(title, '', [[segment('  nothing measured yet', 'faint')]], size, look);
  }
  const x = scale(points.map((p) => Math.log(p.latencyMs)));
  const y = scale([0, ...points.map((p) => p.throughputIps)]);
  const plot = createPlot(width, height, look);
  const best = numberOfBest(state);
  const ordered = points.toSorted((a, b) => weight(a) - weight(b));
  for (const p of ordered) {
    const column = Math.round(x.share(Math.log(p.latencyMs)) * (width - 1));
    const row = Math.round((1 - y.share(p.throughputIps)) * (height - 1));
    const [mark, tone] = markOf(p);
    plot.put(column, row, mark, tone);
  }
  const lines = withAxes(plot, {
    top: formatRate(y.high),
    bottom: '0/s',
    left: formatDuration(Math.exp(x.low)),
    right: formatDuration(Math.exp(x.high)),
    labelWidth: LABEL,
  });
  const of = state.header?.load === undefined ? 'of a run' : 'of a request';
  return titledPanel(title, of, lines, size, look);

  function weight(p: TradeOff): number {
    if (p.number === state.view.selected) return 3;
    return p.number === best ? 2 : Number(p.isFront);
  }

  function markOf(p: TradeOff): readonly [string, Tone] {
    const { marks } = look;
    if (p.number === state.view.selected) return [marks.running, 'accent'];
    if (p.number === best) return [marks.best, 'good'];
    if (p.isFront) return [marks.front, 'good'];
    return p.isFeasible ? [marks.point, 'plain'] : [marks.missed, 'caution'];
  }
}

function numberOfBest(state: DashboardState): number | null {
  const best = bestConfiguration(state);
  if (best === null) return null;
  const key = configurationKey(best);
  return state.trials.find((t) => configurationKey(t.configuration) === key)?.number ?? null;
}

interface Scale {
  readonly low: number;
  readonly high: number;
  share(value: number): number;
}

function scale(values: readonly number[]): Scale {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = high - low || 1;
  return { low, high, share: (value) => (value - low) / span };
}
