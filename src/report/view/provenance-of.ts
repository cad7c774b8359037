import { formatBytes } from '../../core/format-bytes.ts';
import { formatDuration } from '../../core/format-duration.ts';
import { formatShare } from '../../core/format-share.ts';
import { printable } from '../../core/printable.ts';
import { offeredText } from '../load-text.ts';
import { insightOf } from '../published/insight-of.ts';
import { studyLoadOf } from '../published/load-of.ts';
import type { PublishedResult } from '../published/published-result.ts';
import type { PublishedModel } from '../published/published-subject.ts';
import { startText } from '../start-text.ts';
import { stopText } from '../stop-text.ts';
import { UNICODE } from '../text-style.ts';

/** One fact about where the figures come from; safe to print. */
export interface Fact {
  readonly label: string;
  readonly text: string;
  /** Set in a fixed-width face: hashes, commands, names. */
  readonly isCode?: boolean;
}

export interface FactGroup {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** Everything needed to judge or repeat the study, by subject. */
export function provenanceOf(result: PublishedResult): readonly FactGroup[] {
  return [
    { title: 'Study', facts: studyFacts(result) },
    { title: 'Model', facts: modelFacts(result.model) },
    { title: 'Host', facts: hostFacts(result) },
    { title: 'Search space', facts: spaceFacts(result) },
    { title: 'Noise', facts: noiseFacts(result) },
  ];
}

const code = (label: string, text: string, limit = 400): Fact => ({
  label,
  text: printable(text, limit),
  isCode: true,
});

function studyFacts(r: PublishedResult): Fact[] {
  const limit = r.max_probes === null ? '' : `, at most ${r.max_probes} probes`;
  return [
    code('Command', r.command.map(shellWord).join(' '), 2000),
    code('Run id', r.study_id),
    { label: 'Started', text: printable(r.started_at, 40) },
    { label: 'tune', text: printable(r.tool_version, 40) },
    ...(r.load ? [code('Load', offeredText(studyLoadOf(r.load), UNICODE), 200)] : []),
    { label: 'Objective', text: r.objective },
    ...r.constraints.map((c) => code('Constraint', c.text, 120)),
    { label: 'Strategy', text: `${printable(r.strategy, 40)}, seed ${r.seed}` },
    ...startFacts(r),
    { label: 'Budget', text: `${formatDuration(1000 * r.budget_s)}${limit}` },
    {
      label: 'Took',
      text: `${formatDuration(1000 * r.elapsed_s)}, ${r.probes} probes, ${r.race_sessions} race sessions; ${stopText(r.stopped_because, r.start?.confidence ?? null)}`,
    },
  ];
}

function startFacts({ start }: PublishedResult): Fact[] {
  if (start === undefined || start === null) return [];
  const safe = (name: string): string => printable(name, 60);
  const began = startText(insightOf(start, null), safe);
  const ended = startText(insightOf(start.ended, start.confidence), safe);
  return [
    { label: 'Search began', text: began },
    ...(ended === began ? [] : [{ label: 'Search ended', text: ended }]),
  ];
}

function modelFacts(m: PublishedModel): Fact[] {
  const port = ({ name, element_type: type, shape }: PublishedModel['inputs'][number]): string =>
    `${name}: ${type}[${shape.map((d) => d ?? '?').join(', ')}]`;
  return [
    code('File', m.path),
    code('SHA-256', m.sha256),
    code('Graph hash', m.graph_hash),
    {
      label: 'Size',
      text: `${formatBytes(m.file_bytes)}, weights ${formatBytes(m.weight_bytes)}, ${m.parameters.toLocaleString('en-US')} parameters`,
    },
    { label: 'Graph', text: `${m.nodes} nodes, opset ${m.opset}` },
    ...m.inputs.map((p) => code('Input', port(p), 200)),
    ...m.outputs.map((p) => code('Output', port(p), 200)),
    { label: 'Batch size', text: batchingText(m) },
  ];
}

function batchingText({ batching, base_batch: base }: PublishedModel): string {
  const { status, verified_batch: verified, changes, reason, node } = batching;
  if (status === 'fixed') {
    const where = typeof node === 'string' ? ` (node ${printable(node, 80)})` : '';
    return `stays ${base}: ${printable(reason ?? 'not known why', 300)}${where}`;
  }
  const check = `verified by running ${verified ?? 'several'} at once`;
  if (status === 'declared') return `any, as the file declares; ${check}`;
  return `the file fixes ${base}; any in the rewritten copy (${changes ?? 'some'} constants changed), ${check}`;
}

function hostFacts({ host: h }: PublishedResult): Fact[] {
  const list = (names: readonly string[]): string => printable(names.join(', '), 300);
  return [
    code('Fingerprint', h.fingerprint),
    {
      label: 'CPU',
      text: `${printable(h.cpu_model, 100)}; ${h.usable_cores} usable of ${h.logical_cores} logical, ${h.physical_cores} physical cores`,
    },
    { label: 'Instructions', text: list(h.isa) },
    { label: 'Memory limit', text: formatBytes(h.memory_limit_bytes) },
    {
      label: 'Platform',
      text: `${printable(h.platform, 60)}${h.virtualised === true ? ', virtual machine' : ''}`,
    },
    { label: 'onnxruntime', text: printable(h.runtime_version, 40) },
    { label: 'Node.js', text: printable(h.node_version, 40) },
    { label: 'Providers', text: list(h.providers) },
    ...h.disturbances.map((d) => ({ label: 'Disturbance', text: printable(d, 300) })),
  ];
}

function spaceFacts({ space }: PublishedResult): Fact[] {
  return [
    { label: 'Size', text: `${space.size} valid configurations` },
    ...space.knobs.map(({ name, values }) =>
      code(printable(name, 60), values.map(String).join(', ')),
    ),
  ];
}

function noiseFacts({ noise, host }: PublishedResult): Fact[] {
  return [
    {
      label: 'Speed from slice to slice',
      text: `varied by ${formatShare(noise.slice_spread)} (standard deviation of the logarithm)`,
    },
    { label: 'Stolen by the hypervisor', text: formatShare(noise.steal_share) },
    { label: 'Used by other programs', text: formatShare(noise.background_share) },
    {
      label: 'Idle members',
      text: host.can_freeze ? 'frozen while others ran' : 'could not be frozen on this platform',
    },
  ];
}

/** A word as a POSIX shell takes it. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
