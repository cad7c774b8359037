import { printable } from '../../core/printable.ts';
import { fileName } from '../file-name.ts';
import type { PublishedResult } from '../published/published-result.ts';
import { headlineOf } from '../view/headline-of.ts';
import { comparisonSection } from './comparison-section.ts';
import { convergenceSection } from './convergence-section.ts';
import { failuresSection } from './failures-section.ts';
import { headlineSection } from './headline-section.ts';
import { heatMapSection } from './heat-map-section.ts';
import { latencySection } from './latency-section.ts';
import { neighboursSection } from './neighbours-section.ts';
import { operatorSection } from './operator-section.ts';
import { type PageSection, page } from './page.ts';
import { paretoSection } from './pareto-section.ts';
import { provenanceSection } from './provenance-section.ts';
import { trialsSection } from './trials-section.ts';

const SECTIONS: readonly ((result: PublishedResult) => PageSection | null)[] = [
  comparisonSection,
  heatMapSection,
  convergenceSection,
  paretoSection,
  latencySection,
  neighboursSection,
  operatorSection,
  trialsSection,
  failuresSection,
  provenanceSection,
];

/**
 * A result as one HTML file that needs nothing else: no network, no script to be read. Whatever a model, the runtime or
 * the file says is escaped, and the page's policy would stop it even if it were not. `sha256` gives the hash of a text
 * in Base64.
 */
export function htmlReport(result: PublishedResult, sha256: (text: string) => string): string {
  const name = fileName(result.model.path);
  return page({
    title: `${name}: ${headlineOf(result).verdict}`,
    header: headlineSection(result),
    sections: SECTIONS.flatMap((section) => section(result) ?? []),
    footer: `Written by tune ${printable(result.tool_version, 40)} from run ${printable(result.study_id, 40)}. Estimates carry 95 % intervals.`,
    sha256,
  });
}
