import { describeConfiguration } from '../../report/describe-configuration.ts';
import { nodeOptionLines } from '../../report/session-snippet.ts';
import { wrapText } from '../../report/wrap-text.ts';
import type { DashboardState } from './dashboard-state.ts';
import type { Look } from './look.ts';
import { type Panel, type PanelSize, titledPanel } from './panel.ts';
import { type Line, segment } from './segment.ts';
import { shownConfiguration } from './shown-configuration.ts';

/** What was copied, to be read and marked by hand where the terminal keeps its clipboard to itself. */
export function codePanel(state: DashboardState, size: PanelSize, look: Look): Panel {
  const configuration = shownConfiguration(state);
  if (configuration === null) return titledPanel('configuration', 'esc: back', [], size, look);
  const said = wrapText(
    `${describeConfiguration(configuration, look.glyphs)}. Sent to the clipboard; terminals that do not take it show it here:`,
    { columns: size.width, indent: '  ' },
  );
  const lines: readonly Line[] = [
    ...said.map((text): Line => [segment(text, 'faint')]),
    [],
    ...nodeOptionLines(configuration).map((text): Line => [segment(text)]),
  ];
  return titledPanel('session options for onnxruntime-node', 'esc: back', lines, size, look);
}
