import { printable } from '../../core/printable.ts';
import { type AssertionName, DEFAULT_LEVELS } from '../../gate/assertion.ts';
import type { GateReport } from '../../gate/gate-report.ts';
import type { JsonRecord } from '../json-record.ts';
import type { GateContext } from './gate-context.ts';
import { severityOf } from './gate-severity.ts';
import { assertionDetail, assertionTitle } from './gate-words.ts';

const RULES: Readonly<Record<AssertionName, string>> = {
  'model-unchanged': 'The model file is the one that was locked.',
  'graph-unchanged': 'The graph of the model has the structure that was locked.',
  'runtime-unchanged': 'The runtime has the version that was locked.',
  'host-class-unchanged': 'The machine is of the kind that was locked.',
  'outputs-equal': "The locked configuration computes what the runtime's default computes.",
  'holds-against-default': "The advantage over the runtime's default has not dropped.",
  'holds-against-baseline': 'The model is not slower than the baseline model.',
  'holds-against-other': 'The locked configuration is not slower than the other one.',
  'constraints-met': 'The constraints that were locked hold.',
};

/**
 * What a check found wrong or open, in the Static Analysis Results Interchange Format (SARIF 2.1.0, OASIS), one result each,
 * at the lock file. What passed is no result.
 */
export function gateSarif(report: GateReport, context: GateContext): JsonRecord {
  const used = [...new Set(report.assertions.map((a) => a.name))];
  const results = report.assertions.flatMap((assertion) => {
    const severity = severityOf(assertion, context.strict);
    if (severity === 'none') return [];
    const hint = assertion.hint === null ? '' : ` ${assertion.hint}`;
    return [
      {
        ruleId: assertion.name,
        ruleIndex: used.indexOf(assertion.name),
        level: severity,
        message: { text: messageText(`${assertionDetail(assertion)}.${hint}`) },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: uriOf(context.lockPath) },
              region: { startLine: 1 },
            },
          },
        ],
        partialFingerprints: { 'tuneAssertion/v1': assertionTitle(assertion) },
      },
    ];
  });
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'tune check',
            version: context.toolVersion,
            rules: used.map((id) => ({
              id,
              shortDescription: { text: RULES[id] },
              defaultConfiguration: { level: DEFAULT_LEVELS[id] === 'warn' ? 'warning' : 'error' },
            })),
          },
        },
        invocations: [{ executionSuccessful: true }],
        results,
      },
    ],
  };
}

/** Braces are placeholders and square brackets links in a message: section 3.11.5 and 3.11.6 of the standard. */
function messageText(text: string): string {
  return printable(text, 1000)
    .replace(/[{}]/g, (brace) => brace + brace)
    .replace(/[\\[\]]/g, (character) => `\\${character}`);
}

/** A relative reference (RFC 3986): whatever the file is called, it is a path and no scheme. */
function uriOf(path: string): string {
  const encoded = path.split('/').map(encodeSegment).join('/');
  return encoded.startsWith('/') ? `file://${encoded}` : encoded;
}

function encodeSegment(segment: string): string {
  // A lone half of a surrogate pair has no encoding.
  return encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd'));
}
