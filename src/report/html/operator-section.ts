import * as Plot from '@observablehq/plot';
import { formatShare } from '../../core/format-share.ts';
import type { PublishedResult } from '../published/published-result.ts';
import { type OperatorShare, operatorShares } from '../view/operator-shares.ts';
import { figure, INK } from './drawing.ts';
import type { PageSection } from './page.ts';

/** What the model is made of. */
export function operatorSection({ model }: PublishedResult): PageSection | null {
  const { measure, shares } = operatorShares(model);
  if (shares.length === 0) return null;
  const isTime = measure === 'time';
  const [first] = shares;
  const labels = new Map(shares.map((s) => [s.operator, s]));
  return {
    id: 'operators',
    title: 'What the model is made of',
    lead: isTime
      ? 'Operators by their share of the time of a run, from a profile.'
      : 'Operators by how often they occur. That is not the time they take.',
    body: figure({
      title: isTime ? 'Share of the time by operator' : 'Nodes by operator',
      words: `${model.nodes} nodes of ${model.operators.length} operators; ${first?.operator} leads with ${formatShare(first?.share ?? 0)}.`,
      isWide: true,
      options: {
        width: 920,
        height: 8 + 28 * labels.size,
        marginLeft: 190,
        marginRight: 100,
        marginTop: 4,
        marginBottom: 4,
        x: { axis: null, domain: [0, Math.max(...shares.map((s) => s.share))] },
        y: {
          type: 'band',
          domain: [...labels.keys()],
          label: null,
          tickSize: 0,
          padding: 0.28,
          tickFormat: shortened,
        },
        marks: [
          Plot.barX(shares, {
            x: 'share',
            y: 'operator',
            fill: INK.chosen,
            fillOpacity: 0.75,
            rx: 2,
          }),
          Plot.text(shares, {
            x: 'share',
            y: 'operator',
            text: (s: OperatorShare) => `${isTime ? '' : `${s.count} · `}${formatShare(s.share)}`,
            textAnchor: 'start',
            dx: 8,
          }),
        ],
      },
    }),
  };
}

const NAME = 26;

function shortened(name: string): string {
  return name.length > NAME ? `${name.slice(0, NAME - 1)}…` : name;
}
