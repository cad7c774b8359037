import { formatBytes } from '../core/format-bytes.ts';
import { formatDuration } from '../core/format-duration.ts';
import { formatRate } from '../core/format-rate.ts';
import { formatRatio, formatRatioInterval } from '../core/format-ratio.ts';
import { describeConfiguration } from '../report/describe-configuration.ts';
import { safeText } from '../report/safe-text.ts';
import type { Glyphs } from '../report/text-style.ts';
import { describeFailure } from '../study/describe-failure.ts';
import { relativeOf } from '../study/incumbent.ts';
import type { Objective } from '../study/objective.ts';
import { type Measurement, ratioOf, type Trial } from '../study/trial.ts';

type MeasuredTrial = Exclude<Trial, { readonly status: 'failed' }>;

/** A finished trial in one line for a log: what was measured, what came out, why it was tried. */
export function trialLine(trial: Trial, objective: Objective, glyphs: Glyphs): string {
  const what = describeConfiguration(trial.configuration, glyphs);
  const found =
    trial.status === 'failed'
      ? safeText(describeFailure(trial.failure), glyphs, 200)
      : foundText(trial, objective, glyphs);
  return `probe ${trial.number}: ${what}: ${found} [${safeText(trial.reason, glyphs)}]`;
}

function foundText(trial: MeasuredTrial, objective: Objective, glyphs: Glyphs): string {
  const { times } = glyphs;
  const { logRatio, throughputIps, peakRssBytes, load } = trial.measurement;
  const ratio = ratioOf(logRatio, objective);
  const relative = relativeOf(ratio);
  const gain = formatRatio(relative.value, times);
  const parts = [
    // The reference itself: exactly 1 by definition.
    ratio.standardError === 0 ? gain : `${gain} (${formatRatioInterval(relative, times)})`,
    formatRate(throughputIps.value),
    latencyOf(trial.measurement),
    formatBytes(peakRssBytes),
    ...(trial.status === 'pruned' ? ['left the race'] : []),
    ...trial.violations.map(({ constraint, verdict }) =>
      verdict === 'violated'
        ? `misses ${safeText(constraint, glyphs)}`
        : `too few ${load === undefined ? 'runs' : 'requests'} to show ${safeText(constraint, glyphs)}`,
    ),
  ];
  return parts.join(', ');
}

/** Under a load the tail of requests is what counts. */
function latencyOf({ latencyMs: { mean, p99 }, load }: Measurement): string {
  if (load === undefined) return `${formatDuration(mean)} a run`;
  if (load.overloaded) return 'overloaded';
  return p99 === null ? `${formatDuration(mean)} a request` : `p99 ${formatDuration(p99)}`;
}
