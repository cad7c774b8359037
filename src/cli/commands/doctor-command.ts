import * as os from 'node:os';
import { EXIT } from '../../core/exit-code.ts';
import { readHostFacts } from '../../host/read-host-facts.ts';
import { createSystemSource } from '../../host/system-source.ts';
import { type Check, fail, ok, worstOf } from '../../report/doctor/check.ts';
import { doctorJson } from '../../report/doctor/doctor-json.ts';
import { doctorText } from '../../report/doctor/doctor-text.ts';
import { hostJson } from '../../report/host-json.ts';
import { inertJson } from '../../report/inert-json.ts';
import { buildSpace } from '../../space/build-space.ts';
import type { HostFacts } from '../../space/host-facts.ts';
import { isPostgresUrl, shownUrl } from '../../store/postgres-url.ts';
import type { StudySummary } from '../../study/knowledge-store.ts';
import type { StudyHeader } from '../../study/study-header.ts';
import { ANY_MODEL } from '../any-model.ts';
import { describeMachine, type Machine } from '../describe-machine.ts';
import { bundleFiles } from '../doctor/bundle-files.ts';
import { writeDoctorModel } from '../doctor/doctor-model.ts';
import { freezeCheck } from '../doctor/freeze-check.ts';
import { machineChecks } from '../doctor/machine-checks.ts';
import { providerChecks } from '../doctor/provider-checks.ts';
import { noiseCheck } from '../doctor/runtime-checks.ts';
import { diskCheck, knowledgeCheck } from '../doctor/storage-checks.ts';
import { versionChecks } from '../doctor/version-checks.ts';
import { readEventLog, writeBundle } from '../doctor/write-bundle.ts';
import type { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { knowledgePlace, openKnowledgeAt } from '../open-knowledge.ts';
import { isOn, rawText } from '../options/raw-options.ts';
import { textStyle } from '../output-streams.ts';
import { toolVersion } from '../package-info.ts';
import type { Request } from '../program.ts';
import { knownProviders, providerStates } from '../provider-states.ts';

/** Runs whose headers go into a bundle. */
const RECENT_RUNS = 20;

/** `tune doctor`: whether this machine can measure well, and what to do where it cannot. */
export async function doctorCommand(
  request: Request,
  io: Io,
  interruption: Interruption,
): Promise<number> {
  const { options } = request;
  const events = (options.get('events')?.texts ?? []).map(readEventLog);
  const knowledge = request.withoutKnowledge ? null : knowledgePlace(options, io);
  const runtime = await runtimeOf();
  const stored = knowledge === null ? null : await knowledgeCheck(knowledge);
  const checks: readonly Check[] = [
    ...versionChecks(process.versions.node, toolVersion()),
    runtime.check,
    ...machineChecks(runtime.facts),
    await freezeCheck(createSystemSource()),
    stored?.check ?? ok('knowledge', 'nothing is kept'),
    ...(knowledge === null || isPostgresUrl(knowledge)
      ? []
      : [diskCheck(knowledge, 'the knowledge base')]),
    diskCheck(`${os.tmpdir()}/x`, 'temporary files'),
    ...(await trials(runtime.machine, isOn(options, 'no-noise'), interruption.signal)),
  ];
  const report = doctorJson(checks, toolVersion());
  const bundle = rawText(options, 'bundle');
  if (bundle !== undefined) {
    const user = { user: os.userInfo().username, home: os.homedir(), hostname: os.hostname() };
    const content = {
      checks: report,
      host: hostJson(runtime.facts, spaceOf(runtime.facts)),
      versions: versionsOf(runtime.facts, knowledge),
      runs: await headersOf(knowledge, stored?.studies ?? []),
      events,
    };
    writeBundle(bundle, bundleFiles(content, isOn(options, 'redact') ? user : null), Date.now());
  }
  io.stdout.write(
    isOn(options, 'json') ? `${inertJson(report)}\n` : doctorText(checks, textStyle(io)),
  );
  if (bundle !== undefined)
    io.stderr.write(`note: wrote ${bundle}; its README.txt lists what is in it.\n`);
  return worstOf(checks) === 'fail' ? EXIT.environment : EXIT.ok;
}

/** This machine, also where the runtime does not start on it. */
async function runtimeOf(): Promise<{
  readonly machine: Machine | null;
  readonly facts: HostFacts;
  readonly check: Check;
}> {
  try {
    const machine = await describeMachine();
    const { facts } = machine;
    const found = `onnxruntime-node ${facts.runtimeVersion}, offers ${facts.providers.join(', ')}`;
    return { machine, facts, check: ok('runtime', found) };
  } catch (error) {
    const source = createSystemSource();
    const facts = await readHostFacts(source, { version: 'unknown', providers: [] });
    const found = `onnxruntime-node does not load: ${(error as Error).message}`;
    const check = fail('runtime', found, 'Install again: npm ci, or npm rebuild onnxruntime-node.');
    return { machine: null, facts, check };
  }
}

/** What can only be known by running something. */
async function trials(
  machine: Machine | null,
  withoutNoise: boolean,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  if (machine === null) return [];
  const { facts } = machine;
  const providers = providerChecks(await providerStates(knownProviders(facts), facts, signal));
  if (withoutNoise) return providers;
  const { model, discard } = writeDoctorModel();
  try {
    return [...providers, await noiseCheck(model, machine, signal)];
  } finally {
    discard();
  }
}

function spaceOf(facts: HostFacts): ReturnType<typeof buildSpace> {
  return buildSpace({ host: facts, model: ANY_MODEL, overrides: {}, wide: false });
}

function versionsOf(
  facts: HostFacts,
  knowledge: string | null,
): Record<string, string | null | NodeJS.ProcessVersions> {
  return {
    tune: toolVersion(),
    runtime: facts.runtimeVersion,
    node: process.versions,
    platform: `${process.platform}-${process.arch}`,
    system: `${os.type()} ${os.release()}`,
    knowledge: knowledge === null ? null : shownUrl(knowledge),
  };
}

async function headersOf(
  knowledge: string | null,
  studies: readonly StudySummary[],
): Promise<readonly StudyHeader[]> {
  if (knowledge === null || studies.length === 0) return [];
  const store = await openKnowledgeAt(knowledge);
  try {
    const headers: StudyHeader[] = [];
    for (const { studyId } of studies.slice(0, RECENT_RUNS)) {
      const stored = await store.study(studyId);
      if (stored !== null) headers.push(stored.header);
    }
    return headers;
  } finally {
    await store.close();
  }
}
