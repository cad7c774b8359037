import type { StudyResult } from '../study/study-result.ts';
import type { Measurement } from '../study/trial.ts';
import { beforeAfterTable, type Column } from './before-after-table.ts';
import { lengthsLines, positionsText } from './lengths-text.ts';
import { generatorText, loadLines, offeredText, servingText } from './load-text.ts';
import { evidenceSections, type Section, sectionLines } from './result-evidence.ts';
import { resultHeadline } from './result-headline.ts';
import { measuredAgainstDefault, recommendsReference } from './result-reference.ts';
import { safeText } from './safe-text.ts';
import { nodeOptionLines, pythonOptionLines } from './session-snippet.ts';
import type { TextStyle } from './text-style.ts';
import { wrapText } from './wrap-text.ts';

/** What the result text needs to know besides the result. */
export interface ResultTextOptions {
  readonly style: TextStyle;
  /** Whether `tune resume` finds this study again. */
  readonly isStored: boolean;
  /** Where the copy of the model lies that takes any batch, if one was kept. */
  readonly rebatchedPath: string | null;
}

/** The result as a person reads it in five seconds: what to do, what it gains, how sure that is; then the evidence. */
export function resultText(result: StudyResult, options: ResultTextOptions): string {
  const { style } = options;
  const blocks = [
    resultHeadline(result, style),
    table(result, style),
    sectionLines(
      [
        ...batchSection(result, options),
        ...lengthsSections(result, options),
        ...loadSections(result, style),
        ...evidenceSections(result, style),
        ...nextSection(result, options),
      ],
      style,
    ),
    useLines(result, style),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.map((line) => line.trimEnd()).join('\n'))
    .join('\n\n')}\n`;
}

function table(result: StudyResult, style: TextStyle): string[] {
  const { reference, recommendation } = result;
  const title = measuredAgainstDefault(result) ? 'default' : 'reference';
  const before = reference === null ? [] : [{ title, measurement: reference.measurement }];
  const after =
    recommendation === null || recommendsReference(result)
      ? []
      : [{ title: 'best', measurement: recommendation.measurement }];
  const columns: Column[] = [...before, ...after];
  if (columns.length === 0) return [];
  return [...beforeAfterTable(columns, style), ...latencyNote(result, style)];
}

/** Latency is that of one run, of different things where the batch differs; under a load it is that of a request. */
function latencyNote(result: StudyResult, style: TextStyle): string[] {
  const { header } = result;
  if (header.load !== undefined) {
    const text = 'latency is of one request, from when it was due to come to its answer';
    return wrapText(text, { ...style, indent: '  ' }).map(style.palette.faint);
  }
  const { reference, recommendation } = result;
  const before = reference?.configuration.batchSize;
  const after = recommendation?.configuration.batchSize;
  if (before === undefined || after === undefined || before === after) return [];
  const note = `latency is of one run: ${before} sample${before === 1 ? '' : 's'} before, ${after} now`;
  return wrapText(note, { ...style, indent: '  ' }).map(style.palette.faint);
}

function batchSection(
  { header, recommendation }: StudyResult,
  options: ResultTextOptions,
): Section[] {
  const { batching, baseBatch } = header.model;
  const { glyphs } = options.style;
  if (batching.status === 'fixed') {
    const node = batching.node === null ? '' : ` (node ${safeText(batching.node, glyphs, 60)})`;
    return [['batch', [`stays ${baseBatch}: ${safeText(batching.reason, glyphs, 200)}${node}`]]];
  }
  const batch = recommendation?.configuration.batchSize ?? baseBatch;
  if (batching.status !== 'rewritten' || batch === baseBatch) return [];
  const where =
    options.rebatchedPath === null
      ? 'a rewritten copy'
      : `the copy ${safeText(options.rebatchedPath, glyphs)}`;
  return [['batch', [`the file fixes it to ${baseBatch}: batch ${batch} needs ${where}`]]];
}

function lengthsSections(result: StudyResult, { style: { glyphs } }: ResultTextOptions): Section[] {
  const { header, reference, recommendation } = result;
  if (header.lengths === undefined) return [];
  const of = (label: string, measurement: Measurement | undefined): readonly string[] => {
    const text = measurement === undefined ? null : positionsText(measurement);
    return text === null ? [] : [`${label}: ${text}`];
  };
  return [
    ['lengths', lengthsLines(header.lengths, glyphs)],
    [
      'positions',
      [
        ...of('before', reference?.measurement),
        ...(recommendsReference(result) ? [] : of('best', recommendation?.measurement)),
      ],
    ],
  ];
}

function loadSections(result: StudyResult, { glyphs }: TextStyle): Section[] {
  const { header, reference, recommendation } = result;
  if (header.load === undefined) return [];
  const { offered } = header.load;
  const before = reference?.measurement;
  const best = recommendsReference(result) ? undefined : recommendation?.measurement;
  const shown = best ?? recommendation?.measurement ?? before;
  const name = measuredAgainstDefault(result) ? 'the default' : 'the reference';
  const standard =
    best === undefined || before === undefined
      ? []
      : [`${name} ${servingText(offered, before, glyphs)}`];
  const lines = shown?.load === undefined ? [] : loadLines(shown.load, offered);
  const lag = best === undefined ? null : before?.load && generatorText(before.load);
  return [
    ['load', [offeredText(header.load, glyphs), ...standard]],
    ...lines.map(([label, text]): Section => [label, [text]]),
    ...(lag == null ? [] : [['generator', [`of ${name} ${lag}`]] as Section]),
  ];
}

function nextSection(
  { header, stoppedBecause }: StudyResult,
  { isStored }: ResultTextOptions,
): Section[] {
  const canGoOn = ['interrupted', 'asked-to-finish', 'budget'].includes(stoppedBecause);
  if (!canGoOn || !isStored) return [];
  return [['go on', [`tune resume ${header.studyId.slice(0, 12)} --budget 2m`]]];
}

function useLines({ recommendation }: StudyResult, style: TextStyle): string[] {
  const { palette } = style;
  if (recommendation === null || recommendation.keepDefault) return [];
  const { configuration } = recommendation;
  const { instances } = configuration;
  const { batchSize, maxQueueDelayMs } = configuration;
  const batcher =
    maxQueueDelayMs === undefined
      ? []
      : wrapText(
          `In front: a dynamic batcher, at most ${batchSize} in a batch and ${maxQueueDelayMs} ms of waiting (tune export writes it for Triton and others)`,
          style,
        ).map(palette.faint);
  const each = instances === 1 ? '' : `In each of ${instances} processes: `;
  return [
    ...batcher,
    palette.faint(`${each}onnxruntime-node`),
    '  InferenceSession.create(model, {',
    ...nodeOptionLines(configuration).map((line) => `    ${line}`),
    '  })',
    palette.faint(`${each}Python`),
    '  options = ort.SessionOptions()',
    ...pythonOptionLines(configuration).map((line) => `  ${line}`),
  ];
}
