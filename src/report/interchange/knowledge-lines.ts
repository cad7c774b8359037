import { canonicalJson } from '../../core/canonical-json.ts';
import type { ModelSignature } from '../../knowledge/task-store.ts';
import { signatureToJson } from '../../signature/signature-json.ts';
import type { ArchivedStudy } from '../../study/knowledge-archive.ts';
import { studyJson } from '../../study/study-json.ts';
import { inertText } from '../inert-json.ts';
import { INTERCHANGE_VERSION, type KnowledgeLine } from './knowledge-line.ts';
import { baseName, leanStudy, privateHeader, privateResult } from './lean-study.ts';

/** What of a study goes into lines. */
export interface LineDetail {
  /** Keep slices, run times and what the runtime wrote. */
  readonly full: boolean;
  /** Keep folders of paths, and command lines. */
  readonly places: boolean;
}

/** One line without its end: keys sorted, every number exact, nothing that a terminal obeys or hides. */
export function knowledgeLine(line: KnowledgeLine): string {
  return inertText(canonicalJson(JSON.parse(studyJson(line))));
}

export function headLine(): string {
  return knowledgeLine({ type: 'knowledge-base', version: INTERCHANGE_VERSION });
}

export function modelLine(model: ModelSignature): string {
  const { version, batch, parts } = signatureToJson(model.signature);
  return knowledgeLine({
    type: 'model',
    modelSha256: model.modelSha256,
    name: baseName(model.name),
    family: model.family === null ? null : baseName(model.family),
    baseBatch: model.baseBatch,
    signature: { version, batch, parts },
  });
}

/** A study and its trials in the order of their numbers, a line each. A running study is written as one that was interrupted. */
export function studyLines(study: ArchivedStudy, { full, places }: LineDetail): readonly string[] {
  const { header: given, trials, result: found, state } = full ? study : leanStudy(study);
  const header = places ? given : privateHeader(given);
  const result = places || found === null ? found : privateResult(found);
  const rest = result && (({ header: _header, trials: _trials, ...others }) => others)(result);
  return [
    knowledgeLine({
      type: 'study',
      header,
      state: state === 'finished' ? 'finished' : 'interrupted',
      result: rest,
      trials: trials.length,
    }),
    ...[...trials]
      .sort((a, b) => a.number - b.number)
      .map((trial) => knowledgeLine({ type: 'trial', studyId: header.studyId, trial })),
  ];
}
