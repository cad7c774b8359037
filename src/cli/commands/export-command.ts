import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { EXIT } from '../../core/exit-code.ts';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import {
  DEPLOY_FORMATS,
  type DeployFormat,
  deployFormat,
} from '../../report/deploy/deploy-formats.ts';
import { type DeploymentRequest, deploymentOf } from '../../report/deploy/deployment-of.ts';
import { needsCopy } from '../../report/deploy/needs-copy.ts';
import { serviceName } from '../../report/deploy/service-name.ts';
import { inertJson } from '../../report/inert-json.ts';
import type { PublishedResult } from '../../report/published/published-result.ts';
import { type ExportTarget, exportTarget } from '../export-target.ts';
import type { Io } from '../io.ts';
import { isOn, type RawOptions, rawText } from '../options/raw-options.ts';
import type { Request } from '../program.ts';
import { publishedRun } from '../published-run.ts';
import { servedModel } from '../served-model.ts';

/** A file that was written, as `--json` says it. */
interface Written {
  readonly format: string;
  readonly path: string;
  readonly sha256?: string;
  readonly rebatched?: boolean;
}

/** `tune export`: a recommendation as files for servers and runtimes, with the model where it is needed. */
export async function exportCommand(
  run: string | undefined,
  request: Request,
  io: Io,
): Promise<number> {
  const { options } = request;
  if (isOn(options, 'list')) {
    io.stdout.write(listText(isOn(options, 'json')));
    return EXIT.ok;
  }
  const formats = formatsOf(options);
  const named = namesOf(options);
  const result = await publishedRun(requireRun(run), request, io);
  const out = rawText(options, 'out');
  if (out === undefined) printOne(result, formats, named, options, io);
  else {
    const name = deploymentOf(result, named).name;
    const written = await writeAll(
      result,
      formats,
      named,
      exportTarget(out, formats, name),
      options,
    );
    io.stdout.write(isOn(options, 'json') ? jsonText(written) : writtenText(written));
  }
  return EXIT.ok;
}

function printOne(
  result: PublishedResult,
  formats: readonly DeployFormat[],
  named: DeploymentRequest,
  options: RawOptions,
  io: Io,
): void {
  const [format, ...more] = formats;
  if (format === undefined || more.length > 0 || isOn(options, 'with-model')) {
    throw new TuneError('usage', 'several files need a folder to go into', {
      hint: 'Name one: -o deploy/',
    });
  }
  const modelPath = needsCopy(result) ? 'model.onnx' : (rawText(options, 'model') ?? undefined);
  io.stdout.write(format.render(deploymentOf(result, { ...named, modelPath })));
  if (needsCopy(result) && !isOn(options, 'quiet')) {
    io.stderr.write(
      'note: this batch size needs the rewritten copy of the model; -o FOLDER writes it along.\n',
    );
  }
}

async function writeAll(
  result: PublishedResult,
  formats: readonly DeployFormat[],
  named: DeploymentRequest,
  target: ExportTarget,
  options: RawOptions,
): Promise<readonly Written[]> {
  const modelFile = rawText(options, 'model') ?? result.model.path;
  const model =
    needsCopy(result) || isOn(options, 'with-model') ? await servedModel(result, modelFile) : null;
  const hashes = new Map<string, string>();
  const files: Written[] = [];
  for (const format of formats) {
    const place = target.modelOf(format);
    if (model !== null && !hashes.has(place)) hashes.set(place, await model.write(place));
    const served = model === null ? {} : { modelPath: target.modelNameOf(format), ports: model };
    const servedSha256 = hashes.get(place);
    const request = { modelPath: modelFile, ...named, ...served, servedSha256 };
    const path = target.fileOf(format);
    writeText(path, format.render(deploymentOf(result, request)));
    files.push({ format: format.name, path });
  }
  const models = [...hashes].map(([path, sha256]) => ({
    format: 'model',
    path,
    sha256,
    rebatched: model?.isCopy === true,
  }));
  return [...files, ...models];
}

function writeText(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new TuneError(
      'usage',
      `--out cannot write ${printable(path, 200)}: ${(error as Error).message}`,
      { cause: error, hint: 'The folder must be writable.' },
    );
  }
}

function requireRun(run: string | undefined): string {
  if (run !== undefined) return run;
  throw new TuneError('usage', 'export needs a run', {
    hint: 'Name a file that --out wrote, or the id of a run: tune export run.json --format triton',
  });
}

/** The formats asked for, each once; a list may be separated by commas. */
function formatsOf(options: RawOptions): readonly DeployFormat[] {
  const { texts = [], label = '--format' } = options.get('format') ?? {};
  const names = texts.flatMap((text) => text.split(',').map((name) => name.trim()));
  if (names.includes('all')) return DEPLOY_FORMATS;
  if (names.length > 0) return [...new Set(names)].map((name) => deployFormat(name, label));
  throw new TuneError('usage', 'export needs a format', {
    hint: `Give one with --format: ${DEPLOY_FORMATS.map((f) => f.name).join(', ')}, or all.`,
  });
}

function namesOf(options: RawOptions): DeploymentRequest {
  const name = rawText(options, 'name');
  if (name !== undefined && name !== serviceName(name)) {
    throw new TuneError('usage', `--name does not take "${printable(name, 70)}"`, {
      hint: `Use at most 63 lower-case letters, digits and hyphens, a letter first: ${serviceName(name)}`,
    });
  }
  return { name, image: rawText(options, 'image'), storageUri: rawText(options, 'storage-uri') };
}

function listText(json: boolean): string {
  const formats = DEPLOY_FORMATS.map(({ name, description, fileIn }) => ({
    name,
    description,
    file: fileIn('MODEL'),
  }));
  if (json) return `${inertJson({ formats })}\n`;
  const lines = formats.map(
    ({ name, description, file }) => `${name.padEnd(12)}${file.padEnd(24)}${description}`,
  );
  return `${['format      file                    for', ...lines].join('\n')}\n`;
}

function writtenText(written: readonly Written[]): string {
  const lines = written.map(({ format, path, sha256, rebatched }) => {
    const what = rebatched === true ? 'model, rewritten to take any batch' : format;
    const hash = sha256 === undefined ? '' : `\n  SHA-256 ${sha256}`;
    return `${printable(path, 400)}  ${what}${hash}\n`;
  });
  return lines.join('');
}

function jsonText(written: readonly Written[]): string {
  return `${inertJson({ written })}\n`;
}
