import type { JsonRecord } from '../json-record.ts';
import { type Check, worstOf } from './check.ts';

/** What `tune doctor --json` prints. */
export function doctorJson(checks: readonly Check[], toolVersion: string): JsonRecord {
  return {
    tool_version: toolVersion,
    status: worstOf(checks),
    checks: checks.map(({ id, status, found, advice }) => ({ id, status, found, advice })),
  };
}
