import type { Signature } from './signature.ts';
import { type SignatureDistance, signatureDistance } from './signature-distance.ts';

/** A model that is known by its signature. */
export interface KnownModel {
  readonly name: string;
  readonly signature: Signature;
}

export interface Neighbour<M extends KnownModel> {
  readonly model: M;
  readonly distance: SignatureDistance;
}

/**
 * The `count` known models nearest to a signature, nearest first; of equally near ones the first by name. Those of another
 * version of the signature are left out.
 */
export function nearest<M extends KnownModel>(
  signature: Signature,
  known: readonly M[],
  count: number,
): readonly Neighbour<M>[] {
  return known
    .filter((model) => model.signature.version === signature.version)
    .map((model) => ({ model, distance: signatureDistance(signature, model.signature) }))
    .sort((a, b) => a.distance.total - b.distance.total || compareText(a.model.name, b.model.name))
    .slice(0, count);
}

/** By code units, the same in every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
