import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../../core/exit-code.ts';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import { writeModelFile } from '../../input/write-model-file.ts';
import { writeModel } from '../../onnx/write-model.ts';
import { inertJson } from '../../report/inert-json.ts';
import { zooJson } from '../../report/zoo-json.ts';
import { type BuiltModel, zooBuiltText, zooText } from '../../report/zoo-text.ts';
import { ZOO } from '../../zoo/catalogue.ts';
import type { ZooModel } from '../../zoo/zoo-model.ts';
import type { Io } from '../io.ts';
import { textStyle } from '../output-streams.ts';
import { requireInZoo } from '../require-in-zoo.ts';
import type { ZooRequest } from '../zoo-commands.ts';

/** Stands for every model. */
const ALL = 'all';

/** `tune zoo`: lists the architectures that can be built, or writes some of them as files. */
export async function zooCommand(request: ZooRequest, io: Io): Promise<number> {
  if (request.action === 'list') {
    io.stdout.write(request.json ? `${inertJson(zooJson(ZOO))}\n` : zooText(ZOO, textStyle(io)));
    return EXIT.ok;
  }
  const files = filesToWrite(request.names, request.folder);
  if (!request.force) refuseToOverwrite(files);
  const built = writeFiles(files, request.folder);
  io.stdout.write(zooBuiltText(built, textStyle(io)));
  return EXIT.ok;
}

interface ZooFile {
  readonly model: ZooModel;
  readonly path: string;
}

/** The models named, each once, in the order of the zoo. */
function filesToWrite(names: readonly string[], folder: string): readonly ZooFile[] {
  requireInZoo(names, [ALL, ...ZOO.map((model) => model.name)]);
  const wanted = new Set(names);
  return ZOO.filter(({ name }) => wanted.has(name) || wanted.has(ALL)).map((model) => ({
    model,
    path: join(folder, `${model.name}.onnx`),
  }));
}

/** Before anything is built, so that nothing is half done. */
function refuseToOverwrite(files: readonly ZooFile[]): void {
  const [first, ...more] = files.filter(({ path }) => existsSync(path));
  if (first === undefined) return;
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  throw new TuneError('usage', `${printable(first.path, 200)}${others} exists already`, {
    hint: 'With --force it is overwritten; -o names another folder.',
  });
}

function writeFiles(files: readonly ZooFile[], folder: string): readonly BuiltModel[] {
  return files.map(({ model, path }) => {
    const bytes = writeModel(model.build());
    try {
      mkdirSync(folder, { recursive: true });
      writeModelFile(path, bytes);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new TuneError('usage', `cannot write ${printable(path, 200)}: ${reason}`, {
        cause: error,
        hint: 'The folder must be writable; -o names another one.',
      });
    }
    return { path, bytes: bytes.length };
  });
}
