import { formatRate } from '../../core/format-rate.ts';
import { TuneError } from '../../core/tune-error.ts';
import type { Configuration } from '../../space/configuration.ts';
import { describeConfiguration } from '../describe-configuration.ts';
import { fileName } from '../file-name.ts';
import { configurationOf } from '../published/configuration-of.ts';
import type { PublishedRecommendation, PublishedResult } from '../published/published-result.ts';
import { safeText } from '../safe-text.ts';
import { ASCII } from '../text-style.ts';
import type { Deployment, DeploymentPort } from './deployment.ts';
import { needsCopy } from './needs-copy.ts';
import { serviceName } from './service-name.ts';

/** What a result does not say of a deployment. */
export interface DeploymentRequest {
  /** Path of the model in programs; that of the measured file by default. */
  readonly modelPath?: string | undefined;
  /** Ports of the file that is served: those of the rewritten copy may have sizes where the measured file has none. */
  readonly ports?:
    | { readonly inputs: readonly DeploymentPort[]; readonly outputs: readonly DeploymentPort[] }
    | undefined;
  /** SHA-256 of the file that was written along, hex; of the measured file by default. */
  readonly servedSha256?: string | undefined;
  readonly name?: string | undefined;
  readonly image?: string | undefined;
  readonly storageUri?: string | undefined;
}

/**
 * Share added to the measured peak of memory. The peak was seen with one seed of inputs in a minute; a server adds its
 * own buffers, queues and fragmentation. Below the limit the kernel ends the process, so this errs on the wide side.
 */
const MEMORY_MARGIN = 0.25;

/** Memory is asked for in steps of this, so that small differences between runs change no file. */
const MEMORY_STEP = 16 * 2 ** 20;

/**
 * Share of one run's time that a request may wait for its batch to fill: a lone request then takes at most half as long
 * again, and where requests come faster than that, batches fill before the time is up.
 */
const QUEUE_SHARE = 0.5;

/** A result as a deployment. Throws a `TuneError` (usage) where it recommends nothing. */
export function deploymentOf(result: PublishedResult, request: DeploymentRequest = {}): Deployment {
  const { recommendation, model, host } = result;
  if (recommendation === null) {
    throw new TuneError('usage', 'this run recommends nothing, so there is nothing to export', {
      hint: 'Its report says what was rejected and why; measure again with other constraints.',
    });
  }
  const configuration = configurationOf(recommendation.configuration);
  const deadlineMs = result.load?.deadline_ms;
  const file = model.path.split(/[/\\]/).at(-1) ?? '';
  const name = request.name ?? serviceName(file);
  const instanceCores = Math.min(coresOfOne(configuration, result), host.usable_cores);
  const runMs = recommendation.latency_ms.p50 ?? recommendation.latency_ms.mean;
  return {
    name,
    configuration,
    model: {
      path: request.modelPath ?? model.path,
      sha256: hexadecimal(request.servedSha256 ?? model.sha256),
      batchable: model.batchable,
      inputs: request.ports?.inputs ?? model.inputs.map(portOf),
      outputs: request.ports?.outputs ?? model.outputs.map(portOf),
    },
    instanceCores,
    cores: Math.min(instanceCores * configuration.instances, host.usable_cores),
    instanceMemoryBytes: withMargin(Math.max(0, ...recommendation.instance_peak_rss_bytes)),
    memoryBytes: withMargin(recommendation.peak_rss_bytes),
    ...queueDelayOf(configuration, runMs),
    deadlineUs: deadlineMs === undefined ? null : Math.max(1, Math.round(1000 * deadlineMs)),
    image: request.image ?? `${name}:latest`,
    storageUri: request.storageUri ?? `pvc://models/${name}`,
    origin: [
      ...originOf(result, recommendation, configuration),
      ...(request.servedSha256 !== undefined && needsCopy(result)
        ? [`Served: the copy rewritten to take any batch, SHA-256 ${request.servedSha256}.`]
        : []),
    ],
  };
}

/** The delay that was measured under a load, or a share of one run where none was. */
function queueDelayOf(
  { maxQueueDelayMs }: Configuration,
  runMs: number,
): Pick<Deployment, 'queueDelayUs' | 'queueDelayIsMeasured'> {
  return maxQueueDelayMs === undefined
    ? {
        queueDelayUs: Math.max(1, Math.round(QUEUE_SHARE * runMs * 1000)),
        queueDelayIsMeasured: false,
      }
    : { queueDelayUs: Math.round(1000 * maxQueueDelayMs), queueDelayIsMeasured: true };
}

/** A hash as the result has it, or a word where that is no hash: some formats could not quote anything else. */
function hexadecimal(hash: string): string {
  return /^[0-9a-f]{64}$/.test(hash) ? hash : 'unknown';
}

/**
 * Cores that one instance keeps busy. The runtime's default is a thread per physical core of the whole machine; elsewhere
 * than on a CPU one thread feeds the device.
 */
function coresOfOne(c: Configuration, { host }: PublishedResult): number {
  if (c.provider !== 'cpu') return 1;
  const physical = host.physical_cores;
  const across = c.executionMode === 'parallel' ? (c.interOpThreads || physical) - 1 : 0;
  return (c.intraOpThreads || physical) + across;
}

function withMargin(bytes: number): number {
  return Math.max(1, Math.ceil(((1 + MEMORY_MARGIN) * bytes) / MEMORY_STEP)) * MEMORY_STEP;
}

/** A shape without sizes is either that of a scalar or undeclared; only the latter can hold a batch. */
function portOf(port: PublishedResult['model']['inputs'][number]): DeploymentPort {
  const { name, element_type: elementType, shape, batch_axis: batchAxis } = port;
  const isUndeclared = shape.length === 0 && batchAxis !== null;
  const sizes = shape.map((d) => (typeof d === 'number' && d >= 0 ? d : null));
  return { name, elementType, shape: isUndeclared ? null : sizes, batchAxis };
}

function originOf(
  { tool_version, study_id, started_at, model, host }: PublishedResult,
  recommendation: PublishedRecommendation,
  configuration: Configuration,
): readonly string[] {
  const safe = (text: string, limit = 80): string => safeText(text, ASCII, limit);
  const { value, low, high } = recommendation.speedup_vs_default ?? {};
  const times = (x: number | null | undefined): string => (x == null ? '?' : `x${x.toFixed(2)}`);
  const gain =
    value == null ? '' : `, ${times(value)} the default (${times(low)} to ${times(high)})`;
  const rate = formatRate(recommendation.throughput_ips.value ?? Number.NaN);
  return [
    `Written by tune ${safe(tool_version, 20)} from run ${safe(study_id, 40)} of ${safe(started_at, 30)}.`,
    `Model: ${fileName(model.path, ASCII)}, SHA-256 ${safe(model.sha256, 64)}.`,
    `Configuration: ${describeConfiguration({ ...configuration, provider: safe(configuration.provider, 20) }, ASCII)}.`,
    `Measured: ${rate}${gain} on ${host.usable_cores} cores of ${safe(host.cpu_model)}.`,
  ];
}
