import type { JsonRecord } from '../json-record.ts';
import { HEAD_LINE, MODEL_LINE, STUDY_LINE } from './study-line-schema.ts';
import { trialLineSchema } from './trial-line-schema.ts';

/** JSON Schema (draft-07) of one line of what `tune kb export` writes. */
export const INTERCHANGE_SCHEMA: JsonRecord = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Line of a knowledge base of tune',
  anyOf: [
    HEAD_LINE,
    MODEL_LINE,
    STUDY_LINE,
    trialLineSchema('measured'),
    trialLineSchema('failed'),
  ],
};
