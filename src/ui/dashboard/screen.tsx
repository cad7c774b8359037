import { Box, Text } from 'ink';
import { memo, type ReactElement } from 'react';
import { GAP } from './layout.ts';
import type { Panel } from './panel.ts';
import type { Band } from './screen-view.ts';
import type { Line } from './segment.ts';
import { paint } from './tone.ts';

/** One line of a panel. It has its exact width already: nothing wraps, nothing is measured twice. */
const LineRow = memo(
  ({ text }: { readonly text: string }): ReactElement => <Text wrap="truncate">{text}</Text>,
);

function painted(line: Line, colour: boolean): string {
  return line.map(({ text, tone }) => paint(text, tone, colour)).join('');
}

function PanelBox({
  panel,
  colour,
}: {
  readonly panel: Panel;
  readonly colour: boolean;
}): ReactElement {
  return (
    <Box flexDirection="column" width={panel.width} flexShrink={0}>
      {panel.lines.map((line, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its position
        <LineRow key={row} text={painted(line, colour)} />
      ))}
    </Box>
  );
}

/** Paints the screen as the view models say. */
export function Screen({
  bands,
  colour,
}: {
  readonly bands: readonly Band[];
  readonly colour: boolean;
}): ReactElement {
  return (
    <Box flexDirection="column">
      {bands.map((band, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a band of the screen is its position
        <Box key={i} columnGap={GAP}>
          {band.map((panel, j) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a panel of a band is its position
            <PanelBox key={j} panel={panel} colour={colour} />
          ))}
        </Box>
      ))}
    </Box>
  );
}
