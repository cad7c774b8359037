import { formatBytes } from '../core/format-bytes.ts';
import { formatDuration } from '../core/format-duration.ts';
import { fileName } from '../report/file-name.ts';
import { offeredText } from '../report/load-text.ts';
import { safeText } from '../report/safe-text.ts';
import { startText } from '../report/start-text.ts';
import type { Glyphs } from '../report/text-style.ts';
import type { StudyEvent } from '../study/study-event.ts';
import type { ModelFacts } from '../study/study-header.ts';

const MOST_OPERATORS = 4;

/** What a study is about to do, in a few sentences: the model, its batch, the search. One line each, not wrapped. */
export function studyHeadline(
  { header, resumedTrials, start }: Extract<StudyEvent, { readonly type: 'study-started' }>,
  glyphs: Glyphs,
): readonly string[] {
  const { model, objective, spaceSize, budgetS, maxProbes } = header;
  const limits = [
    `up to ${formatDuration(1000 * budgetS)}`,
    ...(maxProbes === null ? [] : [`${maxProbes} ${maxProbes === 1 ? 'probe' : 'probes'}`]),
  ].join(' or ');
  const held = header.constraints.map((c) => safeText(c.text, glyphs));
  const under = held.length === 0 ? '' : ` with ${held.join(' and ')}`;
  const kept = resumedTrials === 0 ? '' : ` ${resumedTrials} were measured before.`;
  return [
    `${fileName(model.path, glyphs)}: ${modelText(model, glyphs)}`,
    `Batch size: ${batchingText(model, glyphs)}.`,
    ...(header.load === undefined ? [] : [`Load: ${offeredText(header.load, glyphs)}.`]),
    `Searching ${spaceSize} ${spaceSize === 1 ? 'configuration' : 'configurations'} for ${objective}${under}, ${limits}.${kept}`,
    ...(start === undefined
      ? []
      : [`Starting ${startText(start, (name) => safeText(name, glyphs, 60))}.`]),
  ];
}

function modelText(model: ModelFacts, glyphs: Glyphs): string {
  const { fileBytes, weightBytes, nodes, operators, opset } = model;
  const most = operators.slice(0, MOST_OPERATORS);
  const names = most.map((o) => `${o.count} ${safeText(o.operator, glyphs, 40)}`);
  const others = nodes - most.reduce((sum, o) => sum + o.count, 0);
  const list = [...names, ...(others > 0 ? [`${others} others`] : [])].join(', ');
  const size = formatBytes(Math.max(fileBytes, weightBytes));
  return `${size}, opset ${opset}, ${nodes} ${nodes === 1 ? 'operator' : 'operators'} (${list})`;
}

function batchingText({ batching: facts, baseBatch }: ModelFacts, glyphs: Glyphs): string {
  if (facts.status === 'fixed') {
    const node = facts.node === null ? '' : ` (${safeText(facts.node, glyphs, 80)})`;
    return `fixed at ${baseBatch}, ${safeText(facts.reason, glyphs)}${node}`;
  }
  const how =
    facts.status === 'declared'
      ? 'any, as the file declares'
      : `any, in a copy with ${facts.changes} ${facts.changes === 1 ? 'change' : 'changes'}`;
  const vacuous = facts.vacuous ? ', though the outputs do not depend on the inputs' : '';
  return `${how}; verified by running ${facts.verifiedBatch} at once${vacuous}`;
}
