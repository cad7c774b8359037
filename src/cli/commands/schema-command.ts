import { EXIT } from '../../core/exit-code.ts';
import { inertJson } from '../../report/inert-json.ts';
import { PROBE_SCHEMA } from '../../report/probe-json.ts';
import { RESULT_SCHEMA } from '../../report/result-schema.ts';
import type { Io } from '../io.ts';

/** `tune schema`: the JSON schemas of what `tune --json` and `tune probe --json` print. */
export async function schemaCommand(io: Io): Promise<number> {
  io.stdout.write(`${inertJson({ tune: RESULT_SCHEMA, probe: PROBE_SCHEMA })}\n`);
  return EXIT.ok;
}
