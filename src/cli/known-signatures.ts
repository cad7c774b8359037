import type { Signature } from '../signature/signature.ts';
import { signatureFromJson } from '../signature/signature-json.ts';
import { datasetText } from './dataset-text.ts';

/** A model that is known by its signature. */
export interface KnownSignature {
  readonly name: string;
  readonly signature: Signature;
}

/**
 * The signatures that come with the tool, made by `npm run build:signatures`; those of another version are left out, and
 * none where the file is missing.
 */
export function shippedSignatures(): readonly KnownSignature[] {
  const text = datasetText('signatures/zoo.json');
  if (text === null) return [];
  const { models } = JSON.parse(text) as { readonly models: Readonly<Record<string, unknown>> };
  return Object.entries(models).flatMap(([name, json]) => {
    const signature = signatureFromJson(json);
    return signature === null ? [] : [{ name, signature }];
  });
}
