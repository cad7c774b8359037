const text = { type: 'string', minLength: 1 };

function object(properties: object, required: readonly string[]): object {
  return { type: 'object', additionalProperties: false, properties, required };
}

const level = { enum: ['none', 'note', 'warning', 'error'] };

const rule = object(
  {
    id: text,
    shortDescription: object({ text }, ['text']),
    defaultConfiguration: object({ level }, ['level']),
  },
  ['id', 'shortDescription'],
);

const location = object(
  {
    physicalLocation: object(
      {
        artifactLocation: object({ uri: { ...text, pattern: '^[^\\s<>"{}|\\\\^`]+$' } }, ['uri']),
        region: object({ startLine: { type: 'integer', minimum: 1 } }, ['startLine']),
      },
      ['artifactLocation', 'region'],
    ),
  },
  ['physicalLocation'],
);

const result = object(
  {
    ruleId: text,
    ruleIndex: { type: 'integer', minimum: 0 },
    level,
    message: object({ text }, ['text']),
    locations: { type: 'array', items: location, minItems: 1 },
    partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
  },
  ['ruleId', 'level', 'message', 'locations'],
);

/**
 * The part of the SARIF 2.1.0 schema (OASIS) that a check uses, written out strictly: nothing beyond it is allowed, and what code
 * scanning needs of it is required. The names are those of the type definitions in @types/sarif.
 */
export const SARIF_SUBSET: object = object(
  {
    $schema: { type: 'string', format: 'uri' },
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      minItems: 1,
      items: object(
        {
          tool: object(
            {
              driver: object({ name: text, version: text, rules: { type: 'array', items: rule } }, [
                'name',
                'version',
                'rules',
              ]),
            },
            ['driver'],
          ),
          invocations: {
            type: 'array',
            items: object({ executionSuccessful: { type: 'boolean' } }, ['executionSuccessful']),
          },
          results: { type: 'array', items: result },
        },
        ['tool', 'results'],
      ),
    },
  },
  ['version', 'runs'],
);
