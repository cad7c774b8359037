import { EXIT } from '../../core/exit-code.ts';
import { CALIBRATION_SCHEMA } from '../../report/calibration-schema.ts';
import { GATE_SCHEMA } from '../../report/gate/gate-schema.ts';
import { inertJson } from '../../report/inert-json.ts';
import { INSPECTION_SCHEMA } from '../../report/inspection-schema.ts';
import { INTERCHANGE_SCHEMA } from '../../report/interchange/interchange-schema.ts';
import { KNOWLEDGE_SCHEMAS } from '../../report/knowledge/knowledge-schema.ts';
import { LOCK_SCHEMA } from '../../report/lock/lock-schema.ts';
import { PROBE_SCHEMA } from '../../report/probe-json.ts';
import { RESULT_SCHEMA } from '../../report/result-schema.ts';
import { CHOICE_SCHEMA, VARIANTS_SCHEMA } from '../../report/variants/variants-schema.ts';
import type { Io } from '../io.ts';

const SCHEMAS = {
  tune: RESULT_SCHEMA,
  probe: PROBE_SCHEMA,
  check: GATE_SCHEMA,
  lock: LOCK_SCHEMA,
  inspect: INSPECTION_SCHEMA,
  calibrate: CALIBRATION_SCHEMA,
  variants: VARIANTS_SCHEMA,
  choose: CHOICE_SCHEMA,
  ...KNOWLEDGE_SCHEMAS,
  'kb export': INTERCHANGE_SCHEMA,
};

/** `tune schema`: the JSON schemas of what commands print as JSON, of the lock file, and of a line of a knowledge base. */
export async function schemaCommand(io: Io): Promise<number> {
  io.stdout.write(`${inertJson(SCHEMAS)}\n`);
  return EXIT.ok;
}
