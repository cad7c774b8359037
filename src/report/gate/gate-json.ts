import type { AssertionOutcome } from '../../gate/assertion.ts';
import { conclusionOf, type GateReport } from '../../gate/gate-report.ts';
import type { JsonRecord } from '../json-record.ts';
import { configurationJson, estimateJson, measurementJson } from '../measurement-json.ts';
import type { GateContext } from './gate-context.ts';
import { GATE_SCHEMA_VERSION } from './gate-schema.ts';

/** The outcome of a check as published; `GATE_SCHEMA` describes it. */
export function gateJson(report: GateReport, context: GateContext): JsonRecord {
  const { setup, same } = report;
  const { lock, host, other } = setup;
  return {
    schema_version: GATE_SCHEMA_VERSION,
    tool_version: context.toolVersion,
    verdict: report.verdict,
    conclusion: conclusionOf(report),
    strict: context.strict,
    lock: context.lockPath,
    model: { path: lock.model.path, sha256: setup.model.sha256, graph_hash: setup.model.graphHash },
    configuration: configurationJson(lock.configuration),
    baseline: context.baselinePath,
    against: other && configurationJson(other),
    objective: lock.objective,
    assertions: report.assertions.map(assertionJson),
    band: setup.band,
    noise_floor: report.noiseFloor,
    same_vs_same: same && estimateJson(same),
    measured: report.figures.map(({ member, configuration, measurement }) => ({
      member,
      configuration: configurationJson(configuration),
      ...measurementJson(measurement),
    })),
    sessions: report.sessions.map(({ isDisturbed, disturbance }) => ({
      disturbed: isDisturbed,
      steal_share: disturbance.stealShare,
      background_share: disturbance.backgroundShare,
    })),
    host: {
      fingerprint: host.fingerprint,
      platform: host.platform,
      cpu_model: host.cpuModel,
      isa: host.isa,
      usable_cores: host.usableCores,
      runtime_version: host.runtimeVersion,
      disturbances: host.disturbances,
    },
    elapsed_s: report.elapsedS,
  };
}

function assertionJson(assertion: AssertionOutcome): JsonRecord {
  const { name, subject, level, status, verdict, ratio, message, hint } = assertion;
  return {
    name,
    subject,
    level,
    status,
    verdict,
    ratio: ratio && estimateJson(ratio),
    message,
    hint,
  };
}
