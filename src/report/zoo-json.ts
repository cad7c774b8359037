import type { ZooModel } from '../zoo/zoo-model.ts';
import type { JsonRecord } from './json-record.ts';

/** What `tune zoo list --json` prints: every architecture, in the order given. */
export function zooJson(models: readonly ZooModel[]): JsonRecord {
  return {
    schema_version: 1,
    models: models.map(({ name, title, family, domain, paper, published }) => ({
      name,
      title,
      family,
      domain,
      paper,
      published: {
        parameters: published.parameters,
        multiply_accumulates: published.multiplyAccumulates,
        source: published.source,
      },
    })),
  };
}
