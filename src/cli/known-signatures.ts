import { readFileSync } from 'node:fs';
import type { Signature } from '../signature/signature.ts';
import { signatureFromJson } from '../signature/signature-json.ts';

/** A model that is known by its signature. */
export interface KnownSignature {
  readonly name: string;
  readonly signature: Signature;
}

/** Signatures of the zoo, made by `npm run build:signatures`; the same place from source and from the package. */
const ZOO_FILE: readonly URL[] = ['../../', '../../../'].map(
  (up) => new URL(`${up}datasets/signatures/zoo.json`, import.meta.url),
);

/** The signatures that come with the tool; those of another version are left out, and none where the file is missing. */
export function shippedSignatures(): readonly KnownSignature[] {
  const text = ZOO_FILE.map(textOf).find((t) => t !== null) ?? null;
  if (text === null) return [];
  const { models } = JSON.parse(text) as { readonly models: Readonly<Record<string, unknown>> };
  return Object.entries(models).flatMap(([name, json]) => {
    const signature = signatureFromJson(json);
    return signature === null ? [] : [{ name, signature }];
  });
}

function textOf(url: URL): string | null {
  try {
    return readFileSync(url, 'utf8');
  } catch {
    return null;
  }
}
