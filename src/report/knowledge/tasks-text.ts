import { formatDuration } from '../../core/format-duration.ts';
import { formatRate } from '../../core/format-rate.ts';
import { formatRatio, formatRatioInterval } from '../../core/format-ratio.ts';
import { plural } from '../../core/plural.ts';
import { describeConfiguration } from '../describe-configuration.ts';
import { fileName } from '../file-name.ts';
import { row } from '../labelled-row.ts';
import { offeredText } from '../load-text.ts';
import { safeText } from '../safe-text.ts';
import type { TextStyle } from '../text-style.ts';
import { wrapText } from '../wrap-text.ts';
import { ageText } from './age-text.ts';
import { type StudyView, trialCounts } from './study-view.ts';
import type { BestFound, PointRow, TaskDetail, TaskRow } from './task-row.ts';

/** Characters of a fingerprint or an id that people can tell apart. */
const ID_WIDTH = 8;
/** Configurations shown of a task or a study. */
const SHOWN = 10;

/** What `tune kb list` prints: each task, what is best for it, and where that is from. */
export function tasksText(tasks: readonly TaskRow[], style: TextStyle): string {
  if (tasks.length === 0) {
    return 'Nothing is known yet. Tune a model (tune model.onnx), or a part of the zoo: tune kb seed\n';
  }
  const sections = tasks.flatMap((task) => taskLines(task, style));
  return `${[...sections, '', 'More of one: tune kb show NAME'].join('\n')}\n`;
}

/** What `tune kb show MODEL` prints. */
export function taskDetailsText(tasks: readonly TaskDetail[], style: TextStyle): string {
  const sections = tasks.map((task) =>
    [
      ...taskLines(task, style),
      '',
      ...task.studies.map(
        (s) =>
          `  ${style.palette.strong(s.studyId.slice(0, 12))}  ${s.startedAt.slice(0, 10)}  ${s.state.padEnd(11)} ${plural(s.trials, 'trial')}${underText(s.load, style.glyphs)}`,
      ),
      ...pointLines(task.points, style),
    ].join('\n'),
  );
  return `${sections.join('\n\n')}\n`;
}

/** What `tune kb show ID` prints. */
export function studyViewText({ study, state, best, points }: StudyView, style: TextStyle): string {
  const { header, trials, result } = study;
  const { model, host } = header;
  const counts = trialCounts(trials);
  const probeS = trials.reduce((sum, trial) => sum + trial.probeS, 0);
  const stopped = result === null ? '' : `, stopped: ${result.stoppedBecause}`;
  const lines = [
    style.palette.strong(safeText(`run ${header.studyId}`, style.glyphs)),
    ...row('model', `${fileName(model.path, style.glyphs)}, ${model.sha256.slice(0, 12)}`, style),
    ...row(
      'host',
      safeText(
        `${host.fingerprint}, ${host.cpuModel}, ${plural(host.usableCores, 'core')}`,
        style.glyphs,
      ),
      style,
    ),
    ...row(
      'started',
      `${header.startedAt.slice(0, 16).replace('T', ' ')} UTC, ${state}${stopped}`,
      style,
    ),
    ...row(
      'search',
      safeText(
        `${header.objective} by ${header.strategy}, ${header.spaceSize} configurations`,
        style.glyphs,
      ),
      style,
    ),
    ...(header.load ? row('load', offeredText(header.load, style.glyphs), style) : []),
    ...header.constraints.flatMap((c) => row('must hold', safeText(c.text, style.glyphs), style)),
    ...row(
      'trials',
      `${counts.measured} measured, ${counts.pruned} pruned, ${counts.failed} failed; ${formatDuration(1000 * probeS)} of probing`,
      style,
    ),
    ...row('best', best === null ? 'nothing was recommended' : bestText(best, style), style),
    ...pointLines(points, style),
    '',
    `All of it: tune report ${header.studyId.slice(0, ID_WIDTH)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function taskLines(task: TaskRow, style: TextStyle): readonly string[] {
  const { glyphs, palette, columns } = style;
  const { host, studies, trials, best } = task;
  const found = best === null ? 'no recommendation yet' : bestText(best, style);
  const facts = [
    safeText(
      `${host.fingerprint.slice(0, ID_WIDTH)} (${host.platform}, ${plural(host.usableCores, 'core')})`,
      glyphs,
    ),
    plural(studies.length, 'run'),
    plural(trials, 'trial'),
    ageText(task.ageMs),
  ].join(` ${glyphs.dot} `);
  return [
    palette.strong(fileName(task.name, glyphs)),
    ...wrapText(found, { columns, indent: '    ', first: '  ' }),
    ...wrapText(facts, { columns, indent: '    ', first: '  ' }).map(palette.faint),
  ];
}

function bestText(
  { configuration, relative, keepDefault, load }: BestFound,
  { glyphs }: TextStyle,
): string {
  const under = underText(load, glyphs);
  if (keepDefault) return `nothing is better than the default beyond doubt${under}`;
  const speedup = `${formatRatio(relative.value, glyphs.times)} (${formatRatioInterval(relative, glyphs.times)})`;
  return `${speedup}  ${safeText(describeConfiguration(configuration, glyphs), glyphs)}${under}`;
}

function underText(load: string | null, glyphs: TextStyle['glyphs']): string {
  return load === null ? '' : ` under ${safeText(load, glyphs, 40)}`;
}

function pointLines(points: readonly PointRow[], style: TextStyle): readonly string[] {
  const { palette, glyphs, columns } = style;
  if (points.length === 0) return [];
  const lines = points.slice(0, SHOWN).flatMap((point) => {
    const ratio =
      point.logRatio === null
        ? glyphs.none
        : formatRatio(Math.exp(point.logRatio.value), glyphs.times);
    const rate = point.throughputIps === null ? 'failed' : formatRate(point.throughputIps);
    const first = `  ${ratio.padStart(6)}  ${rate.padStart(9)}  `;
    const text = safeText(describeConfiguration(point.configuration, glyphs), glyphs);
    return wrapText(text, { columns, indent: ' '.repeat(first.length), first });
  });
  const more = points.length - SHOWN;
  return [
    '',
    palette.faint('  ratio to the default, samples per second, configuration'),
    ...lines,
    ...(more > 0 ? [palette.faint(`  and ${plural(more, 'other')}`)] : []),
  ];
}
