import { signatureToJson } from '../signature/signature-json.ts';
import type { ExpectedConfiguration, InspectedPort, Inspection } from './inspection.ts';
import type { JsonRecord } from './json-record.ts';
import { configurationJson } from './measurement-json.ts';

const SCHEMA_VERSION = 1;

/** `tune inspect --json`. */
export function inspectionJson(i: Inspection): JsonRecord {
  const signature = signatureToJson(i.signature);
  return {
    schema_version: SCHEMA_VERSION,
    path: i.path,
    file_bytes: i.fileBytes,
    opset: i.opset,
    producer: i.producer,
    nodes: i.nodes,
    inputs: i.inputs.map(portJson),
    outputs: i.outputs.map(portJson),
    notes: i.notes,
    batch: i.batch,
    parameters: i.parameters,
    weight_bytes: i.weightBytes,
    flops: i.flops,
    bytes_moved: i.bytesMoved,
    flops_per_byte: i.bytesMoved === 0 ? 0 : i.flops / i.bytesMoved,
    activation_peak_bytes: i.activationPeakBytes,
    kernels: i.kernels,
    graph_width: i.width,
    graph_depth: i.depth,
    time_basis: i.timeBasis,
    families: i.families.map((f) => ({
      family: f.family,
      share: f.time,
      flops_share: f.flops,
      bytes_share: f.bytes,
      kernels: f.kernels,
    })),
    batchable: i.batching.status !== 'fixed',
    batching: {
      status: i.batching.status,
      base_batch: i.batching.baseBatch,
      changes: i.batching.changes,
      obstacle: i.batching.obstacle,
    },
    unknown_operators: i.unknownOperators,
    unresolved_tensors: i.unresolved,
    signature: signature.values,
    signature_version: signature.version,
    signature_parts: signature.parts,
    neighbours: i.neighbours,
    expectation:
      i.expectation === null
        ? null
        : {
            default: expectedJson(i.expectation.default),
            best: expectedJson(i.expectation.best),
            speedup_vs_default: i.expectation.ratio,
            configurations: i.expectation.configurations,
          },
    profile: profileJson(i),
  };
}

function portJson(port: InspectedPort): JsonRecord {
  return {
    name: port.name,
    element_type: port.elementType,
    shape: port.declared,
    sizes: port.sizes,
    batch_axis: port.batchAxis,
  };
}

function expectedJson(e: ExpectedConfiguration): JsonRecord {
  const factor = Math.exp(1.96 * e.logDeviation);
  const value = e.throughputIps;
  return {
    configuration: configurationJson(e.configuration),
    throughput_ips: { value, low: value / factor, high: value * factor },
    memory_bytes: e.memoryBytes,
  };
}

function profileJson({ profile }: Inspection): JsonRecord | null {
  if (profile === null) return null;
  return {
    runs: profile.runs,
    run_ms: profile.runMs,
    kernel_ms: profile.kernelMs,
    predicted_run_ms: profile.predictedRunMs,
    families: profile.families.map((f) => ({
      family: f.family,
      kernels: f.kernels,
      measured_ms: f.measuredMs,
      measured_share: f.measuredShare,
      predicted_share: f.predictedShare,
    })),
    slowest: profile.slowest.map((k) => ({ node: k.node, op_type: k.opType, ms: k.ms })),
    fallbacks: profile.fallbacks.map((f) => ({
      op_type: f.opType,
      provider: f.provider,
      count: f.count,
    })),
  };
}
